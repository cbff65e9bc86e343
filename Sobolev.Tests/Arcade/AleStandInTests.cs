using Sobolev.Arcade;

namespace Sobolev.Tests.Arcade;

/// <summary>A shell script instead of Python, which sends invalid output.</summary>
public sealed class AleStandInTests : IDisposable
{
    /// <summary>210x160, four actions of the full set.</summary>
    private const string Hello =
        @"printf 'SALE\003\000\020\000\030\000\000\000\322\000\000\000\240\000\000\000"
        + @"\000\000\000\000\001\000\000\000\003\000\000\000\004\000\000\000'";

    /// <summary>Reward 1, three lives, not over, after one frame; the screen is to follow.</summary>
    private const string State =
        """printf 'SALE\003\000\021\000\124\203\000\000\000\000\000\000\000\000\360\077\003\000\000\000\000\000\000\000\001\000\000\000'""";

    private const string Screen = "head -c 33600 /dev/zero";
    private const string Request = "head -c 20 >/dev/null";

    private readonly TemporaryFolder _folder = new();

    public AleStandInTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs sh");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_follows_the_protocol_plays()
    {
        using var game = Open(Hello, Request, State, Screen, Request, State, Screen);
        game.Start(1);
        Assert.Equal((4, 3, false), (game.Actions, game.Lives, game.IsOver));
        Assert.Equal(1, game.Act(3));
        var screen = new byte[84 * 84];
        screen[0] = 1;
        game.Screen(screen);
        Assert.All(screen, pixel => Assert.Equal(0, pixel));
    }

    [Theory]
    [InlineData("no protocol at all", "echo Welcome to my Python", "not its protocol", "57656C636F6D6520746F206D", "SOBOLEV_PYTHON")]
    [InlineData("another version",
        """printf 'SALE\001\000\020\000\014\000\000\000\004\000\000\000\322\000\000\000\240\000\000\000'""", "version 1, not 3")]
    [InlineData("no actions", """printf 'SALE\003\000\020\000\010\000\000\000\322\000\000\000\240\000\000\000'""",
        "offers 0 actions on a screen of 210x160")]
    [InlineData("a short hello", """printf 'SALE\003\000\020\000\004\000\000\000\004\000\000\000'""",
        "4 bytes of kind Hello where one of kind Hello was due")]
    [InlineData("too long a message", """printf 'SALE\003\000\020\000\000\000\000\001'""", "a message of 16777216 bytes")]
    [InlineData("an exit", "echo something broke >&2; exit 7", "ended with exit code 7", "its last words: something broke")]
    [InlineData("a kill", "kill -9 $$", "was killed by signal 9")]
    [InlineData("nothing", "exit 0", "ended with exit code 0")]
    public void A_bad_beginning_is_told(string what, string script, params string[] words)
    {
        Assert.NotEmpty(what);
        Refused(() => Open(script).Dispose(), words);
    }

    [Theory]
    [InlineData("a state cut off", State + "; head -c 100 /dev/zero; exit 3", "ended with exit code 3")]
    [InlineData("a header cut off", "printf SALE; kill -15 $$", "was killed by signal 15")]
    [InlineData("a second hello", Hello, "of kind Hello where one of kind State was due")]
    [InlineData("a state of another size", """printf 'SALE\003\000\021\000\001\000\000\000x'""",
        "1 bytes of kind State where one of kind State was due")]
    [InlineData("a print in between", "echo 42 is the answer", "not its protocol")]
    [InlineData("no answer", "sleep 600", "did not answer within 0.5 s")]
    public void A_bad_answer_is_told(string what, string script, params string[] words)
    {
        Assert.NotEmpty(what);
        using var game = Open(Hello, Request, what == "no answer" ? "sleep 600" : script);
        Refused(() => game.Start(1), words);
        Refused(() => game.Start(1), words);
    }

    [Fact]
    public void A_bridge_that_is_gone_before_it_is_asked_is_told()
    {
        using var game = Open(Hello);
        Thread.Sleep(100);
        Refused(() => game.Start(1), ["ended with exit code 0"]);
    }

    [Fact]
    public void A_python_that_is_not_there_is_told() =>
        Refused(
            () => new AleGame("pong", new AtariOptions(), new AleOptions { Python = "/no/such/python3" }, TimeProvider.System).Dispose(),
            ["/no/such/python3 cannot be started", "pip install ale-py", "SOBOLEV_PYTHON"]);

    [Fact]
    public void Only_the_end_of_long_last_words_is_kept()
    {
        var refusal = Assert.Throws<SobolevException>(() =>
            Open("for i in 1 2 3 4 5 6 7 8 9; do echo line $i $(head -c 400 /dev/zero | tr '\\0' x) >&2; done; exit 1"));
        Assert.Contains("line 9", refusal.Message);
        Assert.DoesNotContain("line 3", refusal.Message);
        Assert.InRange(refusal.Message.Length, 0, 1600);
    }

    [Fact]
    public void A_game_that_is_put_away_leaves_no_process()
    {
        var pid = _folder.File("pid");
        Open($"echo $$ >{pid}", Hello, "exec cat >/dev/null").Dispose();
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(pid).Trim()}"));
    }

    private AleGame Open(params string[] script)
    {
        var path = _folder.File("python3");
        File.WriteAllText(path, "#!/bin/sh\n" + string.Join('\n', script) + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new AleGame("pong", new AtariOptions(),
            new AleOptions { Python = path, Timeout = TimeSpan.FromSeconds(script[^1] == "sleep 600" ? 0.5 : 60) }, TimeProvider.System);
    }

    private static void Refused(Action act, string[] words)
    {
        var refusal = Assert.Throws<SobolevException>(act);
        Assert.Equal(ExitCode.DataMissing, refusal.ExitCode);
        Assert.All(words, word => Assert.Contains(word, refusal.Message));
    }
}
