using Sobolev.Arcade;
using Sobolev.Randomness;

namespace Sobolev.Tests.Arcade;

/// <summary>The true bridge with a made-up ale_py behind it.</summary>
[Trait("Speed", "Slow")]
public sealed class AleGameTests : IDisposable
{
    private readonly FakeAle _ale = new();

    public AleGameTests() => Assert.SkipUnless(FakeAle.HasPython, "needs python3");

    public void Dispose() => _ale.Dispose();

    [Fact]
    public void A_game_is_played_over_the_bridge()
    {
        using var game = _ale.Open("made_up");
        Assert.Equal(("ale:made_up", 4), (game.Name, game.Actions));
        game.Start(1);
        Assert.Equal((3, false), (game.Lives, game.IsOver));
        // the reward is the machine's own number of the action; the tool's numbers are places in the minimal set
        Assert.Equal([0, 1, 3, 4], Enumerable.Range(0, 4).Select(game.Act));
        for (var k = 4; k < 50; k++)
            game.Act(0);
        Assert.Equal((2, false), (game.Lives, game.IsOver));
        for (var k = 50; k < 150; k++)
            game.Act(0);
        Assert.Equal((0, true), (game.Lives, game.IsOver));
        Assert.Equal(0, game.Act(3));
        game.Start(2);
        Assert.Equal((3, false), (game.Lives, game.IsOver));
    }

    /// <summary>One message for the frames of a decision: reward, end and view are those of the frames one by one.</summary>
    [Fact]
    public void An_action_that_is_held_is_the_same_as_one_frame_after_the_other()
    {
        using AleGame held = _ale.Open("made_up"), single = _ale.Open("made_up");
        held.Start(7);
        single.Start(7);
        var (one, other) = (new byte[84 * 84], new byte[84 * 84]);
        foreach (var (action, frames) in new[] { (3, 4), (1, 1), (2, 5), (0, 2), (3, 30), (1, 60) })
        {
            var reward = 0.0;
            for (var frame = 0; frame < frames; frame++)
                reward += single.Act(action);
            Assert.Equal((reward, frames), held.Hold(action, frames));
            held.Screen(one);
            single.Screen(other);
            Assert.Equal(other, one);
            Assert.Equal((single.Lives, single.IsOver), (held.Lives, held.IsOver));
        }

        // 102 of 150 frames are played
        Assert.Equal((48, 48.0), (held.Hold(1, 100) is var end ? end.Frames : 0, end.Reward));
        Assert.True(held.IsOver);
        Assert.Equal((0.0, 0), held.Hold(1, 4));
    }

    [Fact]
    public void The_settings_of_the_machine_are_those_of_the_keys()
    {
        using var game = _ale.Open("made_up",
            machine: new AtariOptions { RepeatActionProbability = 0.25, Actions = ActionSet.Full, Mode = 4, Difficulty = 1 });
        Assert.Equal((18, true), (game.Actions, game.HasFire));
        game.Start(1);
        Assert.Equal(17 + 250 + 400 + 50, game.Act(17));
        Refused(() => _ale.Open("made_up", machine: new AtariOptions { Mode = 3 }),
            ["atari.mode: 3 is not one that this game has: 0, 2, 4"]);
        Refused(() => _ale.Open("made_up", machine: new AtariOptions { Difficulty = 2 }), ["atari.difficulty: 2", "0, 1"]);
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("made_up")]
    [InlineData(null)]
    public void A_rom_is_a_name_or_a_file(string? name)
    {
        using var game = _ale.Open(name ?? _ale.RomFile);
        game.Start(1);
        Assert.Equal(3, game.Act(2));
    }

    [Fact]
    public void Sprites_drawn_in_turns_are_both_seen_blended_before_the_resizing()
    {
        using var game = _ale.Open("made_up");
        game.Start(7);
        var screen = new byte[84 * 84];
        var blend = new byte[210 * 160];
        for (int frame = 1, place = 74; frame < 9; frame++)
        {
            Array.Fill(blend, (byte)20);
            Draw(frame - 1, place);
            place = (place * 3 + 4) % 100;
            Draw(frame, place);
            game.Act(3);
            game.Screen(screen);
            for (var k = 0; k < screen.Length; k += 17)
                Assert.InRange(screen[k] - AreaResizeTests.Integral(blend, (210, 160), (84, 84), k / 84, k % 84), -0.5 - 1e-9, 0.5 + 1e-9);
        }

        void Draw(int frame, int place)
        {
            var row = frame % 2 == 0 ? 30 : 120;
            for (var y = row; y < row + 40; y++)
                blend.AsSpan(160 * y + place, 20).Fill(200);
        }
    }

    [Fact]
    public void The_same_seed_and_actions_give_the_same_episode_whatever_came_before()
    {
        foreach (var machine in new[] { new AtariOptions(), new AtariOptions { RepeatActionProbability = 0.25 } })
        {
            using var game = _ale.Open("made_up", machine: machine);
            Assert.Equal(Film(game, 3), Film(game, 3));
            Assert.NotEqual(Film(game, 3), Film(game, 4));
        }

        static byte[] Film(AleGame game, ulong seed)
        {
            var player = new AtariWrapper(game, new RandomStream(seed), new AtariOptions());
            var rng = new RandomStream(1);
            player.Start();
            for (var k = 0; k < 10; k++)
                player.Act(rng.NextInt(game.Actions));
            return player.History.ToArray();
        }
    }

    [Fact]
    public void A_new_episode_shows_nothing_of_the_one_before()
    {
        using var game = _ale.Open("made_up");
        var (first, again) = (new byte[84 * 84], new byte[84 * 84]);
        game.Start(5);
        game.Screen(first);
        game.Act(3);
        game.Start(5);
        game.Screen(again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_frame_allocates_nothing_here()
    {
        using var game = _ale.Open("made_up");
        game.Start(1);
        var screen = new byte[84 * 84];
        Play(10);
        Assert.Equal(0, Allocated.By(() => Play(50)));

        void Play(int frames)
        {
            for (var k = 0; k < frames; k++)
            {
                game.Act(k % 4);
                game.Screen(screen);
            }
        }
    }

    [Theory]
    [InlineData("not installed", "No module named 'ale_py'", "pip install ale-py", "SOBOLEV_PYTHON")]
    [InlineData("too old", "ale_py 0.0.fake has no ALEInterface", "pip install --upgrade ale-py", "0.9")]
    [InlineData("older", "ale_py 0.0.fake has no getScreenDims", "pip install --upgrade ale-py", "0.9")]
    public void An_ale_that_cannot_be_used_is_told_with_its_remedy(string wrong, params string[] words) =>
        Refused(() => _ale.Open("made_up", wrong), words);

    [Fact]
    public void A_rom_that_is_not_there_is_told()
    {
        Refused(() => _ale.Open("mode_up"), ["knows no ROM mode_up", "ale:pong"]);
        Refused(() => _ale.Open("/no/such/rom.bin"), ["no file /no/such/rom.bin", "ale:path/to/rom.bin"]);
    }

    /// <summary>The real one leaves the process on a bad ROM, having said why.</summary>
    [Fact]
    public void A_rom_that_ends_the_emulator_is_told_with_what_it_said() =>
        Refused(() => _ale.Open(_ale.EmptyFile), ["ended with exit code 1", "Unable to create console"]);

    [Theory]
    [InlineData("killed", "was killed by signal 9", "--resume")]
    [InlineData("raises", "RuntimeError: the cartridge melted", "failed")]
    [InlineData("hangs", "did not answer within 1 s", "overloaded")]
    public void A_bridge_that_breaks_in_play_is_told_and_stays_broken(string wrong, params string[] words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && wrong == "killed", "no signals here");
        // the timeout must last for the start of Python on a busy machine, unless it is what is tested
        using var game = Patient(wrong);
        game.Start(1);
        for (var k = 0; k < 4; k++)
            game.Act(1);
        Refused(() => game.Act(1), words);
        Refused(() => game.Act(1), words);
        Refused(() => game.Start(1), words);
    }

    private AleGame Patient(string wrong) => wrong == "hangs" ? _ale.Open("made_up", wrong, timeout: 1) : _ale.Open("made_up", wrong);

    private static void Refused(Action act, string[] words)
    {
        var refusal = Assert.Throws<SobolevException>(act);
        Assert.Equal(ExitCode.DataMissing, refusal.ExitCode);
        Assert.All(words, word => Assert.Contains(word, refusal.Message));
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
