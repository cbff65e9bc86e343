namespace Sobolev;

/// <summary>Exit codes for scripts; the numbers are a stable interface.</summary>
public enum ExitCode
{
    Done = 0,
    Failed = 1,

    /// <summary>Wrong usage or config: nothing was started, no run folder is left.</summary>
    Usage = 2,
    DataMissing = 3,

    /// <summary>A loss was not finite; the run folder says at which step of which seed.</summary>
    Diverged = 4,

    /// <summary>Memory or disk ran out.</summary>
    OutOfResources = 5,

    /// <summary>Stopped after a checkpoint by --max-time, SIGUSR2 or SIGXCPU; continue with --resume.</summary>
    Stopped = 75,
    HungUp = 129,
    Interrupted = 130,
    Terminated = 143,
}
