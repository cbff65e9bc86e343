using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Cli;

/// <summary>The presets quick run on a fresh machine: nothing is downloaded and nothing must lie in the cache.</summary>
[Trait("Speed", "Slow")]
public sealed class OfflineTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sg-cifar")]
    [InlineData("sg-imagenet")]
    [InlineData("attention")]
    public void Quick_runs_on_built_in_images_and_says_so(string verb)
    {
        string[] words = [verb, "--preset", "quick", "--updates", "2", "--set", "evaluate_every=2", "--out", _folder.Path, "--name", "run"];
        using var tool = ToolProcess.StartWith("SOBOLEV_DATA", _folder.File("cache"), words);
        var (exitCode, _, error) = tool.Wait();
        Assert.True(exitCode == 0, error);
        Assert.Contains("data: built-in shapes, drawn by code:", error, StringComparison.Ordinal);
        Assert.Contains("\"images\": \"built-in shapes", File.ReadAllText(_folder.File("run", "run.json")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("cache")));
    }

    [Fact]
    public void The_other_presets_still_want_CIFAR_10()
    {
        using var tool = ToolProcess.StartWith("SOBOLEV_DATA", _folder.File("cache"), "sg-cifar", "--dry-run");
        var (exitCode, _, error) = tool.Wait();
        Assert.Equal(3, exitCode);
        Assert.Contains("sobolev data cifar10", error, StringComparison.Ordinal);
    }
}
