namespace Sobolev.Runs;

/// <summary>Why a run stops before its end.</summary>
public enum StopReason
{
    None,
    MaxTime,
    Interrupt,
    Terminate,

    /// <summary>The terminal or the connection is gone.</summary>
    HangUp,

    /// <summary>A scheduler says so.</summary>
    TimeIsUp,

    /// <summary>Another trial of the run failed.</summary>
    Failure,
}

/// <summary>The interface to signal handlers: they set a flag that the training loop reads after every update.</summary>
public sealed class StopSignal
{
    private volatile int _reason;
    private volatile int _checkpoints;

    public StopReason Reason => (StopReason)_reason;

    /// <summary>How often a checkpoint was asked for; a trial that has seen fewer writes one.</summary>
    public int CheckpointRequests => _checkpoints;

    /// <summary>The first reason stands.</summary>
    public void Stop(StopReason reason) => Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None);

    public void RequestCheckpoint() => Interlocked.Increment(ref _checkpoints);
}
