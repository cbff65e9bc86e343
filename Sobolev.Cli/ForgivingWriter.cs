namespace Sobolev.Cli;

/// <summary>Standard error never ends a run: not on a full disk, not when the terminal is closed or its reader is gone.</summary>
internal sealed class ForgivingWriter(TextWriter inner) : GuardedWriter(inner)
{
    protected override void Lost(Exception error)
    {
        // the user cannot be reached
    }
}
