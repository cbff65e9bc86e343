namespace Sobolev.Runs;

/// <summary>The words of run.json's status.</summary>
public static class RunStatus
{
    public const string Running = "running";
    public const string Done = "done";

    /// <summary>--max-time was over.</summary>
    public const string Stopped = "stopped";
    public const string Interrupted = "interrupted";
    public const string Diverged = "diverged";
    public const string Failed = "failed";
}
