using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.Tests.Runs;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Example;

/// <summary>The example of docs/first-experiment.md runs, and is resumed to the bit.</summary>
[Trait("Speed", "Slow")]
public sealed class CurveExampleTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_has_rows_models_a_summary_and_a_plot()
    {
        var outcome = Run(new CurveConfig { Seeds = 2 }, "run");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(2 * 2 * 3, Csv.Read(_folder.File("run", "metrics.csv")).Rows.Count);
        Assert.Equal(["slopes-seed0", "slopes-seed1", "values-seed0", "values-seed1"],
            Directory.GetFiles(_folder.File("run", "models")).Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Contains("test_slope_mse_geomean", outcome.Summary!.Header);
        Assert.True(File.Exists(_folder.File("run", "plots", "learning.png")));
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_rows()
    {
        Run(new CurveConfig(), "whole");
        var signal = new StopSignal();
        signal.Stop(StopReason.MaxTime);
        for (var status = RunStatus.Stopped; status != RunStatus.Done;)
        {
            var resume = Directory.Exists(_folder.File("stopped")) ? _folder.File("stopped") : null;
            status = Run(new CurveConfig(), "stopped", resume, resume is null ? signal : new StopSignal()).Status;
        }

        Assert.Equal(UntimedRows.Of(_folder.File("whole")), UntimedRows.Of(_folder.File("stopped")));
    }

    private RunOutcome Run(CurveConfig config, string name, string? resume = null, StopSignal? signal = null) =>
        new Lifecycle(new CurveExperiment(config), new RunRequest
        {
            Out = _folder.Path,
            Name = name,
            Resume = resume,
            ConfigText = "verb: curve\n",
            CommandLine = ["sobolev", "curve"]
        },
            signal ?? new StopSignal(), new Unobserved(), TimeProvider.System).Run();

    private sealed class Unobserved : IRunObserver
    {
        public void Started(string folder, RunProgress progress) { }

        public void Warned(string message) { }
    }
}
