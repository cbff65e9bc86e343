using Sobolev.Files;

namespace Sobolev.Cli;

/// <summary>
/// Standard output: a reader that is gone wants no more, as <c>head</c> does; a full disk is an error, since a result is lost.
/// </summary>
internal sealed class ResultWriter(TextWriter inner) : GuardedWriter(inner)
{
    protected override void Lost(Exception error)
    {
        if (error is IOException && DiskErrors.Describe(error, "") is { ExitCode: ExitCode.OutOfResources })
            throw new SobolevException(
                ExitCode.OutOfResources,
                "standard output: the disk is full, so that the result could not be written there; a run is complete in its folder",
                error);
    }
}
