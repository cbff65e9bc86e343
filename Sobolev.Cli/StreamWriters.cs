using System.Text;
using Sobolev.Files;

namespace Sobolev.Cli;

/// <summary>Standard error never ends a run: not on a full disk, not when the terminal is closed or its reader is gone.</summary>
internal sealed class ForgivingWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // the user cannot be reached
        }
    }
}

/// <summary>
/// Standard output: a reader that is gone wants no more, as <c>head</c> does; a full disk is an error, since a result is lost.
/// </summary>
internal sealed class ResultWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException error) when (DiskErrors.Describe(error, "") is { ExitCode: ExitCode.OutOfResources })
        {
            throw new SobolevException(
                ExitCode.OutOfResources,
                "standard output: the disk is full, so that the result could not be written there; a run is complete in its folder",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // closed or gone
        }
    }
}
