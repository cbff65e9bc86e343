using Sobolev.Tests.Data.ImageNet;
using Sobolev.Tests.Data.Images;

namespace Sobolev.Tests.Cli;

/// <summary>
/// A whole run in a separate process writes the tool's lines to standard error, and with --quiet nothing: what a library writes by itself
/// would show.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class StandardErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string[]> Runs => new()
    {
        { "regress", ["--preset", "quick", "--set", "engine=libtorch", "--updates", "20", "--set", "evaluate_every=10"] },
        { "gain", ["--preset", "quick"] },
        { "distill", ["--preset", "quick", "--updates", "4", "--set", "evaluate_every=2", "--set", "learning_rate.updates=2"] },
        { "sg-cifar", ["--preset", "quick", "--data", CifarSlice.Path, "--updates", "2", "--set", "evaluate_every=1"] },
        {
            "sg-imagenet",
            ["--preset", "quick", "--data", ImageNetSlice.Tar, "--updates", "2", "--set", "evaluate_every=1",
                "--set", "trunk.batch_size=12"]
        },
        {
            // networks of 16 channels and more: of fewer, some kernels of oneDNN write outside of their memory
            "attention",
            [
                "--preset", "quick", "--data", CifarSlice.Path, "--updates", "2", "--set", "evaluate_every=1",
                "--set", "teacher.network.width=2", "--set", "student.width=1",
            ]
        },
        { "verify", [] },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Standard_error_has_our_lines_only(string verb, string[] words)
    {
        Assert.All(Lines(verb, words, "told"), line => Assert.StartsWith("sobolev: ", line));
        Assert.Empty(Lines(verb, [.. words, "--quiet"], "quiet"));
    }

    /// <summary>Skia speaks of path effects, which SVG lacks: a dashed curve must not leave one to the text after it.</summary>
    [Fact]
    public void Dashed_curves_in_svg_are_drawn_in_silence()
    {
        string[] words =
        [
            "--fn", "booth", "--samples", "6,12", "--method", "sobolev", "--updates", "20", "--set", "evaluate_every=10",
            "--set", "network.hidden=8", "--set", "test_samples=50", "--set", "plots.format=svg", "--quiet",
        ];
        Assert.Empty(Lines("regress", words, "dashed"));
        Assert.Equal("curves-booth.svg", Path.GetFileName(Directory.GetFiles(_folder.File("dashed", "plots"), "curves-*").Single()));
    }

    /// <summary>The test above cannot be passed by a libtorch that has nothing to say.</summary>
    [Fact]
    public void Without_our_hand_libtorch_would_speak_there()
    {
        const string Words = "regress --preset quick --set engine=libtorch --updates 2 --set evaluate_every=1 --quiet --name traced";
        using var tool = ToolProcess.StartShell($"SOBOLEV_TRACE=1 $SOBOLEV {Words} --out '{_folder.Path}'");
        var (exitCode, _, error) = tool.Wait();
        Assert.Equal(0, exitCode);
        Assert.Contains("engine.cpp", error);
    }

    private string[] Lines(string verb, string[] words, string name)
    {
        using var tool = ToolProcess.Start([verb, .. words, "--out", _folder.Path, "--name", name]);
        var (exitCode, _, error) = tool.Wait();
        Assert.True(exitCode == 0, $"exit {exitCode}: {error}");
        return error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
