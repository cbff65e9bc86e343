using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

public sealed class LifecycleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_config_record_metrics_summary_models_and_log()
    {
        var outcome = Run(new() { Seeds = 3 });
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(
            ["config.yaml", "log.txt", "metrics.csv", "models", "plots", "run.json", "run.lock", "summary.csv"],
            Directory.GetFileSystemEntries(outcome.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(RunStatus.Done, RunRecord.Read(outcome.Folder).Status);
        var (header, rows) = Csv.Read(Path.Combine(outcome.Folder, "metrics.csv"));
        Assert.Equal(["method", "seed", "step", "sum", "seconds"], header);
        Assert.Equal(2 * 3 * 11, rows.Count);
        Assert.Equal(["method", "seeds", "sum_mean", "sum_std", "sum_ci95_low", "sum_ci95_high"], outcome.Summary!.Header);
        Assert.Equal(2, outcome.Summary.Rows.Count);
    }

    [Fact]
    public void Rows_come_in_the_order_of_the_plan_whatever_the_number_of_threads()
    {
        var one = MetricsOf(Run(new() { Seeds = 4, Threads = 1 }, "one"));
        var three = MetricsOf(Run(new() { Seeds = 4, Threads = 3 }, "three"));
        Assert.Equal(one, three);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Groups_leave_what_single_trials_leave_also_when_stopped_and_one_diverges(int size)
    {
        var alone = Run(new() { Seeds = 4, DivergingTrial = "m0-seed1" }, "alone");
        var stops = new Stops(every: 900);
        var outcome = Run(new() { Seeds = 4, DivergingTrial = "m0-seed1", Group = size, OnUpdate = stops.Count }, "grouped", stops.Signal);
        for (var times = 0; outcome.ExitCode == ExitCode.Stopped; times++)
        {
            Assert.InRange(times, 0, 60);
            stops = new Stops(every: 900);
            outcome = Run(new() { Seeds = 4, DivergingTrial = "m0-seed1", Group = size, OnUpdate = stops.Count }, null, stops.Signal, resume: outcome.Folder);
        }

        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("step 500 of m0-seed1", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(MetricsOf(alone), MetricsOf(outcome));
        string[] models = [.. Directory.GetFiles(Path.Combine(alone.Folder, "models")).Select(model => Path.GetFileName(model)!).Order(StringComparer.Ordinal)];
        Assert.Equal(7, models.Length);
        Assert.All(models, model => Assert.Equal(File.ReadAllBytes(Path.Combine(alone.Folder, "models", model)), File.ReadAllBytes(Path.Combine(outcome.Folder, "models", model))));
    }

    [Fact]
    public void Stages_are_trained_first_and_last_and_leave_rows_and_models_of_their_own()
    {
        string[] stages = ["first", "last"];
        var whole = Run(new() { Staged = true }, "whole");
        Assert.All(stages, stage => Assert.Equal(4, Csv.Read(Path.Combine(whole.Folder, stage + ".csv")).Rows.Count));
        Assert.All(stages, stage => Assert.True(File.Exists(Path.Combine(whole.Folder, stage, "m0-seed0.safetensors"))));
        Assert.Equal(2 * 11, Csv.Read(Path.Combine(whole.Folder, "metrics.csv")).Rows.Count);

        var stops = new Stops(every: 130);
        var outcome = Run(new() { Staged = true, Threads = 1, OnUpdate = stops.Count }, "stopped", stops.Signal);
        Assert.Equal(ExitCode.Stopped, outcome.ExitCode);
        Assert.False(File.Exists(Path.Combine(outcome.Folder, "metrics.csv")));
        var stoppedInTheLast = false;
        while (outcome.ExitCode == ExitCode.Stopped)
        {
            stops = new Stops(every: 130);
            outcome = Run(new() { Staged = true, Threads = 1, OnUpdate = stops.Count }, null, stops.Signal, resume: outcome.Folder);
            stoppedInTheLast |= outcome.ExitCode == ExitCode.Stopped && File.Exists(Path.Combine(outcome.Folder, "last.csv"));
        }

        Assert.True(stoppedInTheLast);
        Assert.All((string[])["metrics", .. stages], rows => Assert.Equal(RowsOf(whole, rows), RowsOf(outcome, rows)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_stopped_again_and_again_ends_with_the_rows_and_weights_of_one_that_never_was(int threads)
    {
        var whole = Run(new() { Seeds = 2, Threads = threads }, "whole");
        var stops = new Stops(every: 370);
        var outcome = Run(new() { Seeds = 2, Threads = threads, OnUpdate = stops.Count }, "stopped", stops.Signal);
        for (var times = 0; outcome.ExitCode != ExitCode.Done; times++)
        {
            Assert.InRange(times, 0, 30);
            Assert.Equal(ExitCode.Stopped, outcome.ExitCode);
            stops = new Stops(every: 370);
            outcome = Run(new() { Seeds = 2, Threads = threads, OnUpdate = stops.Count }, null, stops.Signal, resume: outcome.Folder);
        }

        Assert.Equal(MetricsOf(whole), MetricsOf(outcome));
        foreach (var model in Directory.GetFiles(Path.Combine(whole.Folder, "models")))
            Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(Path.Combine(outcome.Folder, "models", Path.GetFileName(model))));
        Assert.Equal(File.ReadAllText(Path.Combine(whole.Folder, "summary.csv")), File.ReadAllText(Path.Combine(outcome.Folder, "summary.csv")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_trial_that_needs_another_begins_with_its_model_also_after_stops(int threads)
    {
        var whole = Run(new() { Methods = 3, Seeds = 2, Chained = true, Threads = threads }, "whole");
        var (_, rows) = Csv.Read(Path.Combine(whole.Folder, "metrics.csv"));
        string Sum(string method, string seed, string step) => rows.Single(row => row[0] == method && row[1] == seed && row[2] == step)[3];
        foreach (var seed in new[] { "0", "1" })
        {
            Assert.Equal(Sum("m0", seed, "1000"), Sum("m1", seed, "0"));
            Assert.Equal(Sum("m0", seed, "1000"), Sum("m2", seed, "0"));
        }

        var outcome = new RunOutcome("", "count", "", ExitCode.Stopped, null, null);
        for (var times = 0; outcome.ExitCode != ExitCode.Done; times++)
        {
            Assert.InRange(times, 0, 30);
            var stops = new Stops(every: 430);
            var keys = new CountingExperiment.Keys { Methods = 3, Seeds = 2, Chained = true, Threads = threads, OnUpdate = stops.Count };
            outcome = times == 0 ? Run(keys, "stopped", stops.Signal) : Run(keys, null, stops.Signal, resume: _folder.File("stopped"));
        }

        Assert.Equal(MetricsOf(whole), MetricsOf(outcome));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_needs_a_diverged_trial_is_not_trained_and_the_rest_is(int threads)
    {
        var outcome = Run(new() { Methods = 3, Seeds = 2, Chained = true, Threads = threads, DivergingTrial = "m0-seed1" });
        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("at step 500 of m0-seed1;", outcome.Message);
        Assert.Equal(["m0-seed0", "m1-seed0", "m2-seed0"], Directory.GetFiles(Path.Combine(outcome.Folder, "models")).Select(Path.GetFileNameWithoutExtension).Order());
    }

    [Fact]
    public void A_failure_ends_those_who_wait_too()
    {
        Assert.Throws<InvalidOperationException>(() => Run(new() { Methods = 3, Chained = true, Threads = 3, OnUpdate = (_, step) => throw new InvalidOperationException("as planned") }, "failing"));
        Assert.Equal(RunStatus.Failed, RunRecord.Read(_folder.File("failing")).Status);
    }

    [Theory]
    [InlineData("a flipped bit")]
    [InlineData("a key twice")]
    [InlineData("cut short")]
    [InlineData("empty")]
    [InlineData("a header that is a list")]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before(string damage)
    {
        var whole = Run(new() { Methods = 1 }, "whole");
        var stops = new Stops(every: 650) { CheckpointEvery = 200 };
        var stopped = Run(new() { Methods = 1, OnUpdate = stops.Count }, "stopped", stops.Signal);
        var newest = Directory.GetFiles(Path.Combine(stopped.Folder, "checkpoints"), "*.safetensors", SearchOption.AllDirectories).Max(StringComparer.Ordinal)!;
        var bytes = File.ReadAllBytes(newest);
        bytes[^3] ^= 0x40;
        File.WriteAllBytes(newest, damage switch
        {
            "a key twice" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("\"seconds\"", "\"updates\"", StringComparison.Ordinal)),
            "cut short" => bytes[..^20],
            "empty" => [],
            "a header that is a list" => [2, 0, 0, 0, 0, 0, 0, 0, (byte)'[', (byte)']'],
            _ => bytes,
        });
        // a copy that somebody kept is no checkpoint
        File.Copy(newest, Path.Combine(Path.GetDirectoryName(newest)!, "copy of the last.safetensors"));

        var resumed = Run(new() { Methods = 1 }, null, resume: stopped.Folder);
        Assert.Equal(MetricsOf(whole), MetricsOf(resumed));
        Assert.Contains("using the previous checkpoint", File.ReadAllText(Path.Combine(resumed.Folder, "log.txt")));
    }

    /// <summary>The clock of these runs advances by a second at every reading, so that a restart at zero would show.</summary>
    [Fact]
    public void Seconds_go_on_where_a_stopped_run_left_them()
    {
        var stops = new Stops(every: 500);
        var stopped = Run(new() { Methods = 1, OnUpdate = stops.Count }, "stopped", stops.Signal, time: new SteppingClock());
        var resumed = Run(new() { Methods = 1 }, null, resume: stopped.Folder, time: new SteppingClock());
        var seconds = Csv.Read(Path.Combine(resumed.Folder, "metrics.csv")).Rows.Select(row => double.Parse(row[^1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(11, seconds.Length);
        Assert.Equal(seconds.Order(), seconds);
        Assert.True(seconds[^1] > seconds[5] && seconds[6] > seconds[5], string.Join(' ', seconds));
    }

    [Fact]
    public void The_last_step_has_a_row_also_where_the_cadence_misses_it()
    {
        var outcome = Run(new() { Methods = 1, Updates = 250 });
        Assert.Equal(["0", "100", "200", "250"], Csv.Read(Path.Combine(outcome.Folder, "metrics.csv")).Rows.Select(row => row[2]));
    }

    [Fact]
    public void Of_two_reasons_to_stop_the_first_decides_the_exit_code()
    {
        var signal = new StopSignal();
        signal.Stop(StopReason.MaxTime);
        signal.Stop(StopReason.Terminate);
        Assert.Equal(ExitCode.Stopped, Run(new(), signal: signal).ExitCode);
    }

    [Fact]
    public void A_finished_run_is_not_run_again()
    {
        var outcome = Run(new());
        var again = Run(new() { OnUpdate = (_, _) => Assert.Fail("trained again") }, null, resume: outcome.Folder);
        Assert.Equal(ExitCode.Done, again.ExitCode);
        Assert.EndsWith("this run is already done", again.Message);
        Assert.Equal(outcome.Summary!.Rows.Count, again.Summary!.Rows.Count);
    }

    [Fact]
    public void Checkpoints_that_a_kill_at_the_very_end_left_are_removed()
    {
        var outcome = Run(new());
        var left = Path.Combine(outcome.Folder, "checkpoints", "m0-seed0");
        Directory.CreateDirectory(left);
        Run(new() { KeepCheckpoints = true }, null, resume: outcome.Folder);
        Assert.True(Directory.Exists(left));
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: outcome.Folder).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(outcome.Folder, "checkpoints")));
    }

    [Fact]
    public void A_diverged_trial_is_named_and_the_others_are_finished()
    {
        var outcome = Run(new() { DivergingTrial = "m0-seed0" });
        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("at step 500 of m0-seed0", outcome.Message);
        Assert.Single(outcome.Summary!.Rows);
        Assert.Equal("""[{"trial":"m0-seed0","step":500}]""", RunRecord.Read(outcome.Folder).Json["diverged"]!.ToJsonString());
    }

    [Fact]
    public void A_trial_that_fails_stops_the_run_and_keeps_what_was_trained()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Run(new()
        {
            Threads = 1,
            OnUpdate = (trial, step) =>
            {
                if (trial == "m1-seed0" && step == 300)
                    throw new InvalidOperationException("as planned");
            },
        }, "failing"));
        Assert.Equal("as planned", error.Message);
        Assert.Equal(RunStatus.Failed, RunRecord.Read(_folder.File("failing")).Status);
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: _folder.File("failing")).ExitCode);
    }

    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 512 bytes. Error code 12", "you tried to allocate 512 bytes")]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.1 GiB of which 1.2 GiB is free. Process 7 has", "CUDA out of memory. Tried to allocate 2.00 GiB)")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "CUBLAS_STATUS_ALLOC_FAILED when")]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED)")]
    public void Exhausted_memory_is_exit_5_with_what_to_do(string native, string told)
    {
        var text = $"{native}\nException raised from somewhere (most recent call first):\nframe #0: c10::Error";
        var error = Assert.Throws<SobolevException>(() => Run(new() { Threads = 2, OnUpdate = (_, step) => throw new ExternalException(text) }, "exhausted"));
        Assert.Equal(ExitCode.OutOfResources, error.ExitCode);
        Assert.Contains(told, error.Message);
        Assert.Contains($"sobolev count --resume {_folder.File("exhausted")} --threads 1; or begin a new run with a smaller network", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("frame #0: c10::Error", File.ReadAllText(_folder.File("exhausted", "log.txt")));
    }

    [Fact]
    public void Exhausted_memory_of_one_trial_at_a_time_does_not_advise_fewer()
    {
        var error = Assert.Throws<SobolevException>(() => Run(new() { Threads = 1, OnUpdate = (_, step) => throw new OutOfMemoryException() }, "exhausted"));
        Assert.Equal(ExitCode.OutOfResources, error.ExitCode);
        Assert.DoesNotContain("--threads", error.Message);
    }

    [Fact]
    public void A_run_that_cannot_be_recorded_leaves_no_folder()
    {
        // simulates a disk that fails between the folder and its first file
        var request = new RunRequest { Out = _folder.Path, Name = "none", ConfigText = null!, CommandLine = ["sobolev", "count"] };
        Assert.ThrowsAny<Exception>(() => new Lifecycle(new CountingExperiment(new()), request, new StopSignal(), new Unobserved(), TimeProvider.System).Run());
        Assert.False(Directory.Exists(_folder.File("none")));
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
        using var held = new FileStream(Path.Combine(outcome.Folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("another process is using", Assert.Throws<SobolevException>(() => Run(new(), null, resume: outcome.Folder)).Message);
    }

    [Fact]
    public void Two_runs_of_one_second_get_two_folders() =>
        Assert.NotEqual(Run(new(), null).Folder, Run(new(), null).Folder);

    [Fact]
    public void Checkpoints_are_kept_when_asked_and_two_at_most()
    {
        var stops = new Stops(every: long.MaxValue) { CheckpointEvery = 100 };
        var outcome = Run(new() { KeepCheckpoints = true, OnUpdate = stops.Count }, "kept", stops.Signal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(outcome.Folder, "checkpoints", "m0-seed0")).Length);
    }

    private RunOutcome Run(CountingExperiment.Keys keys, string? name = "run", StopSignal? signal = null, string? resume = null, TimeProvider? time = null) =>
        new Lifecycle(new CountingExperiment(keys), new RunRequest
        {
            Out = _folder.Path,
            Name = name,
            Resume = resume,
            ConfigText = "verb: count\n",
            CommandLine = ["sobolev", "count"],
        }, signal ?? new StopSignal(), new Unobserved(), time ?? TimeProvider.System).Run();

    private static string[] MetricsOf(RunOutcome outcome) => RowsOf(outcome, "metrics");

    /// <summary>A table without its last column, the seconds.</summary>
    private static string[] RowsOf(RunOutcome outcome, string table) =>
        [.. File.ReadAllLines(Path.Combine(outcome.Folder, table + ".csv")).Select(line => line[..line.LastIndexOf(',')])];

    /// <summary>Asks the run to stop after a number of updates of all trials together, and for checkpoints on the way.</summary>
    private sealed class Stops(long every)
    {
        private long _updates;

        public StopSignal Signal { get; } = new();

        public long CheckpointEvery { get; init; } = long.MaxValue;

        public void Count(string trial, long step)
        {
            var updates = Interlocked.Increment(ref _updates);
            if (updates % CheckpointEvery == 0)
                Signal.RequestCheckpoint();
            if (updates >= every)
                Signal.Stop(StopReason.MaxTime);
        }
    }

    private sealed class SteppingClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }

    private sealed class Unobserved : IRunObserver
    {
        public void Started(string folder, RunProgress progress) { }

        public void Warned(string message) { }
    }
}
