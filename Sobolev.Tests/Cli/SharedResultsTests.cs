using Sobolev.Tests.Data.Images;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Cli;

/// <summary><c>runs draw</c> of results that were shared without their models.</summary>
public sealed class SharedResultsTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Curves_are_drawn_again_and_pictures_of_models_stay()
    {
        var run = Run("regress", "--fn", "booth,beale", "--samples", "6,12", "--updates", "20", "--set", "evaluate_every=10",
            "--set", "network.hidden=8", "--set", "test_samples=50");
        var curves = Redrawn(run, withoutReports: false,
            $"without {run}/models these pictures were not drawn: surface-booth-6, surface-booth-12, surface-beale-6, surface-beale-12, "
                + "overview",
            "surface-booth-6", "surface-booth-12", "surface-beale-6", "surface-beale-12", "overview");
        Assert.Equal(["curves-beale.png", "curves-booth.png", "gain.png", "samples-gradient.png", "samples-value.png"], curves);
    }

    [Fact]
    public void A_trial_that_diverged_is_not_drawn()
    {
        var run = Run(ExitCode.Diverged, "regress", "--fn", "booth", "--samples", "6", "--updates", "2000", "--set", "evaluate_every=10",
            "--set", "network.hidden=8", "--set", "test_samples=50", "--learning-rate", "1e30");
        Assert.True(File.ReadLines(_folder.File("run", "metrics.csv")).Count() > 1);
        Assert.False(Directory.Exists(_folder.File("run", "models")));
        var drawn = ToolInProcess.Run("runs", "draw", run);
        Assert.Equal((0, $"sobolev: {run}: no picture was drawn\n"), (drawn.ExitCode, drawn.Error));
        Assert.False(Directory.Exists(_folder.File("run", "plots")));
    }

    [Fact]
    public void Of_a_fit_the_reports_are_drawn_and_profiles_stay()
    {
        using var fitted = new FittedRun();
        var run = fitted.File("run");
        Assert.Equal(["actual-predicted-24.png", "influence-24.png", "residuals-24.png"],
            Redrawn(run, withoutReports: false, $"without {run}/models these pictures were not drawn: profiles-24", "profiles-24"));
        Assert.Empty(Redrawn(run, withoutReports: true,
            $"without {run}/reports and {run}/models these pictures were not drawn: actual-predicted-24, residuals-24, profiles-24, "
                + "influence-24",
            "actual-predicted-24", "residuals-24", "profiles-24", "influence-24"));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Of_synthetic_gradients_reports_are_missed_only_without_their_table()
    {
        var run = Run("sg-cifar", "--data", CifarSlice.Path, "--method", "direct,sobolev", "--set", "trunk.width=4",
            "--set", "module.width=8", "--set", "trunk.batch_size=24", "--set", "train_images=100", "--set", "test_images=50",
            "--set", "probe_images=16", "--updates", "4", "--set", "evaluate_every=2");
        Assert.Equal(["accuracy.png", "cosine.png", "methods.png", "norm-ratio.png", "predicted-loss.png"],
            Redrawn(run, withoutReports: false, null));
        Assert.Equal(["accuracy.png", "cosine.png", "methods.png", "norm-ratio.png", "predicted-loss.png"],
            Redrawn(run, withoutReports: true, null));
        File.Delete(Path.Combine(run, "modules.csv"));
        Assert.Equal(["accuracy.png", "methods.png"], Redrawn(run, withoutReports: true,
            $"without {run}/reports these pictures were not drawn: cosine, norm-ratio, predicted-loss",
            "cosine", "norm-ratio", "predicted-loss"));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Of_attention_transfer_gradients_stay()
    {
        var run = Run("attention", "--preset", "quick", "--data", CifarSlice.Path, "--updates", "4", "--set", "evaluate_every=2",
            "--set", "batch_size=8", "--set", "train_images=60", "--set", "test_images=20", "--set", "probe_images=16",
            "--set", "teacher.network.width=0.25", "--start", "teacher", "--set", "student.width=0.25", "--method", "transfer,sobolev");
        Assert.Equal(["learning.png", "remark-2.png"],
            Redrawn(run, withoutReports: false, $"without {run}/models these pictures were not drawn: gradients", "gradients"));
        Assert.Equal(["learning.png", "remark-2.png"],
            Redrawn(run, withoutReports: true, $"without {run}/models these pictures were not drawn: gradients", "gradients"));
        File.Delete(Path.Combine(run, "probes.csv"));
        Assert.Equal(["learning.png"], Redrawn(run, withoutReports: true,
            $"without {run}/reports and {run}/models these pictures were not drawn: remark-2, gradients", "remark-2", "gradients"));
    }

    private string Run(params string[] words) => Run(ExitCode.Done, words);

    private string Run(ExitCode expected, params string[] words)
    {
        var run = ToolInProcess.Run([.. words, "--out", _folder.Path, "--name", "run"]);
        Assert.True(run.ExitCode == (int)expected, run.Error);
        return _folder.File("run");
    }

    /// <summary>Draws a run again without its models: pictures of <paramref name="left"/> stay as they are, all others are as before.
    /// </summary>
    /// <returns>The names of the pictures that were drawn.</returns>
    private static string?[] Redrawn(string run, bool withoutReports, string? sentence, params string[] left)
    {
        foreach (var folder in (string[])["models", .. withoutReports ? ["reports"] : Array.Empty<string>()])
        {
            if (Directory.Exists(Path.Combine(run, folder)))
                Directory.Delete(Path.Combine(run, folder), recursive: true);
        }

        var plots = Path.Combine(run, "plots");
        var before = Directory.GetFiles(plots).ToDictionary(path => path, File.ReadAllBytes);
        foreach (var path in before.Keys)
            File.WriteAllText(path, "old");
        var drawn = ToolInProcess.Run("runs", "draw", run);
        Assert.Equal(0, drawn.ExitCode);
        string[] again = [.. before.Keys.Where(path => !left.Contains(Path.GetFileNameWithoutExtension(path)))];
        string[] lines = [sentence ?? "", again.Length > 0 ? $"drawn: {plots}" : $"{run}: no picture was drawn"];
        Assert.Equal(string.Concat(lines.Where(line => line.Length > 0).Select(line => $"sobolev: {line}\n")), drawn.Error);
        Assert.Equal(before.Keys.Order(), Directory.GetFiles(plots).Order());
        Assert.All(before.Keys.Except(again), path => Assert.Equal("old", File.ReadAllText(path)));
        Assert.All(again, path => Assert.Equal(before[path], File.ReadAllBytes(path)));
        foreach (var (path, picture) in before)
            File.WriteAllBytes(path, picture);
        return [.. again.Select(Path.GetFileName).Order(StringComparer.Ordinal)];
    }
}
