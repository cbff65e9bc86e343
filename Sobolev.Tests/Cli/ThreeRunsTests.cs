namespace Sobolev.Tests.Cli;

/// <summary>Tests of commands on several runs; there are three, of the seeds 0, 1 and 2.</summary>
public abstract class ThreeRunsTests : IDisposable
{
    private protected ThreeRunsTests()
    {
        Run("first", "--seeds", "1", "--tag", "wide", "--tag", "try", "--note", "a first try");
        Run("second", "--seeds", "1", "--seed", "1", "--learning-rate", "1e-2");
        Run("third", "--seeds", "1", "--seed", "2");
    }

    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Run(string name, params string[] words)
    {
        var (code, _, error) = ToolInProcess.Run(
        [
            "regress", "--preset", "quick", "--fn", "booth", "--set", "updates=40", "--set", "evaluate_every=10",
            "--set", "network.hidden=8,4",
            "--set", "test_samples=50", "--quiet", "--out", Folder.Path, "--name", name, .. words,
        ]);
        Assert.True(code == 0, error);
    }
}
