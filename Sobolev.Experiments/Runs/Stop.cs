namespace Sobolev.Runs;

/// <summary>A stop before the end, as run.json, the exit code and the user's line have it.</summary>
/// <param name="Status">One of <see cref="RunStatus"/>.</param>
/// <param name="Why">The reason, for the user.</param>
public sealed record Stop(string Status, ExitCode ExitCode, string Why)
{
    /// <returns>Null without a reason to stop, and where a failure of the run is the reason.</returns>
    public static Stop? Of(StopReason reason) => reason switch
    {
        StopReason.MaxTime => new(RunStatus.Stopped, ExitCode.Stopped, "the time limit was reached"),
        StopReason.TimeIsUp => new(RunStatus.Stopped, ExitCode.Stopped, "a signal said that time is up"),
        StopReason.HangUp => new(RunStatus.Interrupted, ExitCode.HungUp, "the terminal hung up"),
        StopReason.Terminate => new(RunStatus.Interrupted, ExitCode.Terminated, "told to terminate"),
        StopReason.Interrupt => new(RunStatus.Interrupted, ExitCode.Interrupted, "interrupted"),
        _ => null,
    };
}
