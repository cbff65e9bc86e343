namespace Sobolev.Tests.Cli;

/// <summary>Every error is one line with the place and the remedy; nothing is started and no files are left.</summary>
[Trait("Speed", "Slow")]
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("regres", "regres: unknown verb; did you mean regress?")]
    [InlineData("regress --sampels 20", "--sampels: unknown option; did you mean --samples?")]
    [InlineData("regress --fn rosenbrok", "rosenbrock")]
    [InlineData("regress --samples -5", "-5")]
    [InlineData("regress --samples twenty", "twenty")]
    [InlineData("regress --set optimiser.learning_rate=NaN", "optimiser.learning_rate")]
    [InlineData("regress --set optimiser.lerning_rate=1", "did you mean optimiser.learning_rate?")]
    [InlineData("regress --set nonsense", "nonsense")]
    [InlineData("regress --preset papr", "paper")]
    [InlineData("regress --config nowhere.yaml", "nowhere.yaml")]
    [InlineData("regress --max-time soon", "soon")]
    [InlineData("regress --device tpu", "tpu")]
    [InlineData("regress --set objective.order=2", "smooth activation")]
    [InlineData("regress --set objective.value_weight=0", "method regular trains only the value")]
    [InlineData("regress --method sobolev --set objective.value_weight=0 --set objective.gradient_weight=0", "nothing would be trained")]
    [InlineData("regress --resume nowhere", "nowhere: no run folder")]
    [InlineData("regress --updates -1", "updates")]
    [InlineData("data cifar10 --url nonsense", "--url nonsense: must be an address such as https://")]
    [InlineData("data cifar10 --url file:///etc/passwd", "must be an address such as https://")]
    [InlineData("regress --method sobolew", "sobolev")]
    [InlineData("runs show nowhere", "nowhere: no run folder")]
    [InlineData("config schema regres", "regress")]
    public void A_mistake_is_named_with_what_is_right(string commandLine, string expected)
    {
        string[] words = [.. commandLine.Split(' '), .. commandLine.StartsWith("regress", StringComparison.Ordinal)
            ? ["--out", _folder.Path]
            : Array.Empty<string>()];
        AssertRefused(ToolInProcess.Run(words), expected);
    }

    [Fact]
    public void All_mistakes_of_a_config_are_named_at_once_with_their_places()
    {
        var config = Config("""
            verb: regress
            sampels: [20]
            network:
              activation: rely
            optimiser: {learning_rate: .nan}
            seeds: 0
            """);
        var refused = ToolInProcess.Run("regress", "--config", config, "--out", _folder.File("out"));
        AssertRefused(refused, $"{config}:2:1: sampels: unknown key; did you mean samples?");
        Assert.Contains($"{config}:4:15: network.activation", refused.Error);
        Assert.Contains($"{config}:5:28: optimiser.learning_rate", refused.Error);
        Assert.Contains($"{config}:6:8: seeds", refused.Error);
    }

    [Theory]
    [InlineData("a: &a [x, x]\nb: *a\n", "anchor")]
    [InlineData("samples: [20]\nsamples: [100]\n", "samples")]
    [InlineData("verb: distill\n", "distill")]
    [InlineData("[1, 2]\n", "mapping")]
    [InlineData("samples: [20\n", "bad.yaml:")]
    public void A_bad_file_is_refused(string text, string expected) =>
        AssertRefused(ToolInProcess.Run("regress", "--config", Config(text), "--out", _folder.File("out")), expected);

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_exit_2()
    {
        var file = Config("not a folder");
        AssertRefused(ToolInProcess.Run("regress", "--preset", "quick", "--out", file), "choose another folder with --out");
    }

    [Fact]
    public void A_resume_with_another_config_is_refused_by_the_names_of_the_keys()
    {
        var run = QuickRun("--max-time", "0s");
        var before = Snapshot(run);
        var refused = ToolInProcess.Run("regress", "--resume", run, "--samples", "100", "--set", "network.hidden=32");
        AssertRefused(refused, "samples");
        Assert.Contains("network.hidden", refused.Error);
        Assert.Equal(before, Snapshot(run));
    }

    /// <summary>config.yaml is where a resumed run reads its config; an edit would mix two configs in one table.</summary>
    [Fact]
    public void A_config_edited_by_hand_is_refused_on_resume_by_the_names_of_the_keys()
    {
        string[] run = ["--out", _folder.Path, "--name", "run"];
        Assert.Equal(75,
            ToolInProcess.Run(["regress", "--fn", "booth", "--samples", "5", "--set", "updates=100000000", "--set", "network.hidden=4",
                "--max-time", "0.2s", .. run]).ExitCode);
        var (path, before) = (_folder.File("run", "config.yaml"), File.ReadAllText(_folder.File("run", "config.yaml")));
        File.WriteAllText(path, before.Replace("learning_rate: 3e-05", "learning_rate: 0.01", StringComparison.Ordinal));
        Assert.NotEqual(before, File.ReadAllText(path));
        AssertRefused(ToolInProcess.Run("regress", "--resume", _folder.File("run")),
            $"{path}: optimiser.learning_rate: the run was started with 3e-05, but the file now has 0.01");
        // what may change on the command line may change there
        File.WriteAllText(path, before.Replace("checkpoint_every: 30s", "checkpoint_every: 10s", StringComparison.Ordinal));
        Assert.Equal(75, ToolInProcess.Run("regress", "--resume", _folder.File("run"), "--max-time", "0.2s").ExitCode);
    }

    [Fact]
    public void A_full_disk_is_exit_5_and_what_was_saved_stands()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small file system needs root");
        var disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        using var tool = ToolProcess.StartShell($"""
            set -e
            mount -t tmpfs -o size=700k tmpfs {disk} || exit 99
            trap 'umount {disk}' EXIT
            set +e
            $SOBOLEV regress --preset quick --seeds 4 --updates 1000 --set network.hidden=256,256 --out {disk} --name run
            code=$?
            ls {disk}/run >&2
            exit $code
            """);
        var (exitCode, _, error) = tool.Wait();
        Assert.SkipWhen(exitCode == 99, "mounting is not allowed here");
        Assert.Equal(5, exitCode);
        Assert.Contains("the disk is full; free some space, then resume with --resume", error);
        Assert.Contains("metrics.csv", error);
        Assert.DoesNotContain("   at ", error);
    }

    private string QuickRun(params string[] more)
    {
        var ran = ToolInProcess.Run(
            ["regress", "--preset", "quick", "--set", "network.hidden=16", "--out", _folder.Path, "--name", "run", .. more]);
        Assert.True(ran.ExitCode is 0 or 75, ran.Error);
        return _folder.File("run");
    }

    private void AssertRefused(ToolInProcess refused, string expected)
    {
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Error);
        Assert.Empty(refused.Output);
        Assert.All(refused.Error.TrimEnd().Split('\n'), line => Assert.StartsWith("sobolev: ", line));
        Assert.DoesNotContain("   at ", refused.Error);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private string Config(string text)
    {
        var path = _folder.File("bad.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static string[] Snapshot(string run) =>
        [
            .. Directory.GetFiles(run, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"),
        ];
}
