using System.Globalization;
using System.Text;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>Runs that were stopped, or damaged, and resumed: the rows and weights of a run that never was stopped.</summary>
[Trait("Speed", "Slow")]
public sealed class StoppedRunTests : CountingRunTests
{
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
            outcome = Run(new() { Seeds = 4, DivergingTrial = "m0-seed1", Group = size, OnUpdate = stops.Count }, null,
                stops.Signal, resume: outcome.Folder);
        }

        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("step 500 of m0-seed1", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(MetricsOf(alone), MetricsOf(outcome));
        string[] models = [.. Directory.GetFiles(Path.Combine(alone.Folder, "models")).Select(model => Path.GetFileName(model)!)
            .Order(StringComparer.Ordinal)];
        Assert.Equal(7, models.Length);
        Assert.All(models, model => Assert.Equal(File.ReadAllBytes(Path.Combine(alone.Folder, "models", model)),
            File.ReadAllBytes(Path.Combine(outcome.Folder, "models", model))));
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
        Assert.All((string[])["metrics.csv", .. stages.Select(stage => stage + ".csv")],
            rows => Assert.Equal(UntimedRows.Of(whole.Folder, rows), UntimedRows.Of(outcome.Folder, rows)));
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
        Assert.Equal(File.ReadAllText(Path.Combine(whole.Folder, "summary.csv")),
            File.ReadAllText(Path.Combine(outcome.Folder, "summary.csv")));
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
            outcome = times == 0 ? Run(keys, "stopped", stops.Signal) : Run(keys, null, stops.Signal, resume: Folder.File("stopped"));
        }

        Assert.Equal(MetricsOf(whole), MetricsOf(outcome));
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
        var newest = Directory.GetFiles(Path.Combine(stopped.Folder, "checkpoints"), "*.safetensors", SearchOption.AllDirectories)
            .Max(StringComparer.Ordinal)!;
        var bytes = File.ReadAllBytes(newest);
        bytes[^3] ^= 0x40;
        File.WriteAllBytes(newest, damage switch
        {
            "a key twice" =>
                Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("\"seconds\"", "\"updates\"", StringComparison.Ordinal)),
            "cut short" => bytes[..^20],
            "empty" => [],
            "a header that is a list" => [2, 0, 0, 0, 0, 0, 0, 0, (byte)'[', (byte)']'],
            _ => bytes,
        });
        // a copy under another name is not a checkpoint
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
        var seconds = Csv.Read(Path.Combine(resumed.Folder, "metrics.csv")).Rows.Select(row =>
            double.Parse(row[^1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(11, seconds.Length);
        Assert.Equal(seconds.Order(), seconds);
        Assert.True(seconds[^1] > seconds[5] && seconds[6] > seconds[5], string.Join(' ', seconds));
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
    public void Checkpoints_are_kept_when_asked_and_two_at_most()
    {
        var stops = new Stops(every: long.MaxValue) { CheckpointEvery = 100 };
        var outcome = Run(new() { KeepCheckpoints = true, OnUpdate = stops.Count }, "kept", stops.Signal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(outcome.Folder, "checkpoints", "m0-seed0")).Length);
    }

    [Fact]
    public void A_lost_checkpoint_folder_is_told()
    {
        var path = Stopped("lost");
        Directory.Delete(Path.Combine(path, "checkpoints"), recursive: true);
        var seen = new Warnings();
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: path, observer: seen).ExitCode);
        Assert.Contains("no checkpoint of m0-seed0: training begins again at step 0", Assert.Single(seen.Messages),
            StringComparison.Ordinal);
    }

    /// <summary>The time left is extrapolated from the updates of this process alone.</summary>
    [Fact]
    public void A_resumed_run_begins_with_the_updates_of_its_checkpoints()
    {
        var path = Stopped("resumed");
        var seen = new Beginning();
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: path, observer: seen).ExitCode);
        Assert.Equal(150, seen.UpdatesDone);
    }

    private sealed class Beginning : IRunObserver
    {
        public long? UpdatesDone { get; private set; }

        public void Started(string folder, RunProgress progress) => UpdatesDone ??= progress.UpdatesDone;

        public void Warned(string message) { }
    }
}
