using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>Runs of the counting experiment in a folder of the test, which stop after a number of updates.</summary>
public abstract class CountingRunTests : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected RunOutcome Run(CountingExperiment.Keys keys, string? name = "run", StopSignal? signal = null, string? resume = null,
        TimeProvider? time = null, IRunObserver? observer = null) =>
        new Lifecycle(new CountingExperiment(keys), new RunRequest
        {
            Out = Folder.Path,
            Name = name,
            Resume = resume,
            ConfigText = "verb: count\n",
            CommandLine = ["sobolev", "count"],
        }, signal ?? new StopSignal(), observer ?? new Unobserved(), time ?? TimeProvider.System).Run();

    /// <summary>A run that was stopped after a few updates, with a checkpoint of its first trial.</summary>
    private protected string Stopped(string name)
    {
        var signal = new StopSignal();
        var outcome = Run(new() { Threads = 1, OnUpdate = (_, step) => Stop(step) }, name, signal: signal);
        Assert.Equal(ExitCode.Stopped, outcome.ExitCode);
        return outcome.Folder;

        void Stop(long step)
        {
            if (step == 150)
                signal.Stop(StopReason.MaxTime);
        }
    }

    private protected static string[] MetricsOf(RunOutcome outcome) => UntimedRows.Of(outcome.Folder);

    /// <summary>Asks the run to stop after a number of updates of all trials together, and for checkpoints on the way.</summary>
    private protected sealed class Stops(long every)
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

    private protected sealed class SteppingClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }

    private protected sealed class Warnings : IRunObserver
    {
        public List<string> Messages { get; } = [];

        public void Started(string folder, RunProgress progress) { }

        public void Warned(string message) => Messages.Add(message);
    }
}
