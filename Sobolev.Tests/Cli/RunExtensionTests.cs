using Sobolev.Runs;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>A run that gets more seeds or updates is the run that asked for all at once.</summary>
[Trait("Speed", "Slow")]
public sealed class RunExtensionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_run_takes_more_seeds()
    {
        Run("whole", "--updates", "200", "--seeds", "3");
        Run("part", "--updates", "200", "--seeds", "2");
        Extend("part", "--seeds", "3");
        AssertSame("whole", "part");
        Assert.Equal("3", RunRecord.Read(_folder.File("part")).ConfigTexts["seeds"]);
        Assert.Contains("already done", ToolInProcess.Run("regress", "--resume", _folder.File("part")).Error);
    }

    [Fact]
    public void A_finished_run_that_kept_its_checkpoints_takes_more_updates()
    {
        Run("whole", "--updates", "400", "--seeds", "1", "--set", "keep_checkpoints=true");
        Run("part", "--updates", "200", "--seeds", "1", "--set", "keep_checkpoints=true");
        Extend("part", "--updates", "400");
        AssertSame("whole", "part");
    }

    [Fact]
    public void Seeds_and_updates_grow_together_also_after_a_stop()
    {
        Run("whole", "--updates", "400", "--seeds", "2", "--set", "keep_checkpoints=true");
        Run("part", "--updates", "200", "--seeds", "1", "--set", "keep_checkpoints=true");
        Assert.Equal(75, ToolInProcess.Run("regress", "--resume", _folder.File("part"), "--updates", "400", "--seeds", "2",
            "--max-time", "0.01s").ExitCode);
        Extend("part");
        AssertSame("whole", "part");
    }

    /// <summary>Trials that were trained to the end before their last update stay as they are; others train further.</summary>
    [Theory]
    [InlineData("--updates 400 --seeds 3", "false")]
    [InlineData("--updates 600 --seeds 3", "true")]
    public void Trials_that_ended_by_convergence_are_extended_too(string extension, string keeps)
    {
        string[] rule = ["--set", "convergence.tolerance=0.5", "--set", "convergence.patience=200", "--set", $"keep_checkpoints={keeps}"];
        var options = extension.Split(' ');
        Run("whole", [.. options, .. rule]);
        Run("part", ["--updates", "400", "--seeds", "2", .. rule]);
        var last = UntimedRows.Of(_folder.File("part")).Skip(1).Select(row => row.Split(',')).GroupBy(row => string.Join(',', row[..4]))
            .Select(trial => trial.Last()[4]).Distinct().ToArray();
        Assert.Contains(last, step => step != "400");
        Extend("part", options);
        AssertSame("whole", "part");
    }

    [Theory]
    [InlineData("--updates 400", "keep_checkpoints")]
    [InlineData("--seeds 1", "now 1 is given")]
    [InlineData("--updates 100", "now 100 is given")]
    public void An_extension_that_would_lose_something_is_refused_and_changes_nothing(string extension, string reason)
    {
        Run("run", "--updates", "200", "--seeds", "2");
        var before = Files("run");
        var (code, _, error) = ToolInProcess.Run(["regress", "--resume", _folder.File("run"), .. extension.Split(' ')]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error);
        Assert.Equal(before, Files("run"));
    }

    [Fact]
    public void A_falling_learning_rate_allows_no_more_updates()
    {
        Run("run", "--updates", "200", "--seeds", "1", "--set", "optimiser.schedule=cosine", "--set", "keep_checkpoints=true");
        var (code, _, error) = ToolInProcess.Run("regress", "--resume", _folder.File("run"), "--updates", "400");
        Assert.Equal(2, code);
        Assert.Contains("optimiser.schedule", error);
    }

    private void Run(string name, params string[] options) =>
        Assert.Equal(0, ToolInProcess.Run([
            "regress", "--preset", "quick", "--fn", "booth", "--set", "evaluate_every=100", "--set", "test_samples=100", "--quiet",
            "--out", _folder.Path, "--name", name, .. options]).ExitCode);

    private void Extend(string name, params string[] options)
    {
        var (code, _, error) = ToolInProcess.Run(["regress", "--resume", _folder.File(name), "--quiet", .. options]);
        Assert.True(code == 0, error);
    }

    private Dictionary<string, string> Files(string run) => Directory.GetFiles(_folder.File(run), "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) is not ("log.txt" or "run.lock"))
        .ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)));

    private void AssertSame(string one, string other)
    {
        Assert.Equal(UntimedRows.Of(_folder.File(one)), UntimedRows.Of(_folder.File(other)));
        Assert.Equal(File.ReadAllText(_folder.File(one, "summary.csv")), File.ReadAllText(_folder.File(other, "summary.csv")));
        Assert.Equal(File.ReadAllText(_folder.File(one, "config.yaml")), File.ReadAllText(_folder.File(other, "config.yaml")));
        var models = Directory.GetFiles(_folder.File(one, "models")).Select(path => Path.GetFileName(path)!).ToArray();
        Assert.All(models, model =>
            Assert.Equal(File.ReadAllBytes(_folder.File(one, "models", model)), File.ReadAllBytes(_folder.File(other, "models", model))));
    }
}
