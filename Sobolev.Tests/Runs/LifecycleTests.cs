using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>The folder of a run from its name to its end.</summary>
public sealed class LifecycleTests : CountingRunTests
{
    [Fact]
    public void A_run_leaves_config_record_metrics_summary_models_and_log()
    {
        var outcome = Run(new() { Seeds = 3 });
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(
            ["config.yaml", "log.txt", "metrics.csv", "models", "run.json", "run.lock", "summary.csv"],
            Directory.GetFileSystemEntries(outcome.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(RunStatus.Done, RunRecord.Read(outcome.Folder).Status);
        var (header, rows) = Csv.Read(Path.Combine(outcome.Folder, "metrics.csv"));
        Assert.Equal(["method", "seed", "step", "sum", "seconds"], header);
        Assert.Equal(2 * 3 * 11, rows.Count);
        Assert.Equal(["method", "seeds", "sum_mean", "sum_std", "sum_ci95_low", "sum_ci95_high"], outcome.Summary!.Header);
        Assert.Equal(2, outcome.Summary.Rows.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_log_ends_with_the_summary_also_when_a_trial_diverges(bool diverges)
    {
        var outcome = Run(diverges ? new() { DivergingTrial = "m0-seed0", Seeds = 2 } : new() { Seeds = 2 });
        Assert.Equal(diverges ? ExitCode.Diverged : ExitCode.Done, outcome.ExitCode);
        var results = File.ReadLines(Path.Combine(outcome.Folder, "log.txt"))
            .Where(line => line.Contains(" INF result: ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(outcome.Summary!.Rows.Count, results.Length);
        Assert.All(results.Zip(outcome.Summary.Rows),
            pair => Assert.Contains($"method {pair.Second[0]}, seeds {pair.Second[1]}, sum_mean ", pair.First));
    }

    [Fact]
    public void Rows_come_in_the_order_of_the_plan_whatever_the_number_of_threads()
    {
        var one = MetricsOf(Run(new() { Seeds = 4, Threads = 1 }, "one"));
        var three = MetricsOf(Run(new() { Seeds = 4, Threads = 3 }, "three"));
        Assert.Equal(one, three);
    }

    [Fact]
    public void The_last_step_has_a_row_also_where_the_cadence_misses_it()
    {
        var outcome = Run(new() { Methods = 1, Updates = 250 });
        Assert.Equal(["0", "100", "200", "250"], Csv.Read(Path.Combine(outcome.Folder, "metrics.csv")).Rows.Select(row => row[2]));
    }

    [Fact]
    public void A_run_that_cannot_be_recorded_leaves_no_folder()
    {
        // simulates a disk that fails between the folder and its first file
        var request = new RunRequest { Out = Folder.Path, Name = "none", ConfigText = null!, CommandLine = ["sobolev", "count"] };
        Assert.ThrowsAny<Exception>(() =>
            new Lifecycle(new CountingExperiment(new()), request, new StopSignal(), new Unobserved(), TimeProvider.System).Run());
        Assert.False(Directory.Exists(Folder.File("none")));
    }

    [Fact]
    public void A_name_that_exists_is_refused()
    {
        Run(new(), "name");
        var error = Assert.Throws<SobolevException>(() => Run(new(), "name"));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("already exists", error.Message);
    }

    [Fact]
    public void A_run_that_another_process_holds_is_refused()
    {
        var stops = new Stops(every: 100);
        var outcome = Run(new() { OnUpdate = stops.Count }, "held", stops.Signal);
        using var held =
            new FileStream(Path.Combine(outcome.Folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("another process is using",
            Assert.Throws<SobolevException>(() => Run(new(), null, resume: outcome.Folder)).Message);
    }

    [Fact]
    public void Two_runs_of_one_second_get_two_folders() =>
        Assert.NotEqual(Run(new(), null).Folder, Run(new(), null).Folder);
}
