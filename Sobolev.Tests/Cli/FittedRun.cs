namespace Sobolev.Tests.Cli;

/// <summary>A folder with data.csv, 30 rows of y = sin(x) z with partials, and with the run folder of a network fitted to it.</summary>
internal sealed class FittedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FittedRun()
    {
        var rows = Enumerable.Range(0, 30)
            .Select(k => (X: 0.1 * k, Z: Math.Cos(k)))
            .Select(p => FormattableString.Invariant($"{p.X:R},{p.Z:R},{Math.Sin(p.X) * p.Z:R},{Math.Cos(p.X) * p.Z:R},{Math.Sin(p.X):R}"));
        Write("data.csv", "x,z,y,dy/dx,dy/dz\n" + string.Join('\n', rows) + "\n");
        var run = ToolInProcess.Run("fit", File("data.csv"), "--holdout", "0.2", "--preset", "quick", "--model", "network",
            "--out", Path, "--name", "run");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public string Path => _folder.Path;

    public string File(params string[] parts) => _folder.File(parts);

    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    public void Dispose() => _folder.Dispose();
}
