namespace Sobolev.Tests.Cli;

/// <summary>The pictures that a run of regress leaves.</summary>
public sealed class RegressPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_numbers_of_samples_add_errors_by_samples_and_one_does_not()
    {
        string[] one = ["curves-booth.svg", "surface-booth-6.svg"];
        Assert.Equal(one, Pictures("one", "6"));
        Assert.Equal(["curves-booth.svg", "samples-gradient.svg", "samples-value.svg", "surface-booth-12.svg", "surface-booth-6.svg"],
            Pictures("two", "12,6"));
        var text = File.ReadAllText(_folder.File("two", "plots", "samples-value.svg"));
        Assert.Contains("training samples", text, StringComparison.Ordinal);
        Assert.Contains("95% interval", text, StringComparison.Ordinal);
    }

    private string?[] Pictures(string name, string samples)
    {
        Assert.Equal(0, ToolInProcess.Run("regress", "--fn", "booth", "--samples", samples, "--seeds", "2", "--updates", "20", "--set",
            "network.hidden=8", "--set", "test_samples=50", "--set", "plots.format=svg", "--out", _folder.Path, "--name", name).ExitCode);
        return [.. Directory.GetFiles(_folder.File(name, "plots")).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
    }
}
