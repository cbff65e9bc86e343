namespace Sobolev;

/// <summary>What a finished process tells a script; the numbers are a contract.</summary>
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

    /// <summary>Stopped by --max-time after a checkpoint; --resume goes on.</summary>
    Stopped = 75,
    Interrupted = 130,
    Terminated = 143,
}
