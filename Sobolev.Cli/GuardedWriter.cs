using System.Text;

namespace Sobolev.Cli;

/// <summary>A standard stream that the process may lose: what cannot be written there is dropped, so that no run ends of it.</summary>
internal abstract class GuardedWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    // one write, with the line end of this stream: that of the inner one is the system's
    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush() => Try(inner.Flush);

    /// <summary>Receives the error of each write that failed, and throws where the loss matters.</summary>
    protected abstract void Lost(Exception error);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Lost(error);
        }
    }
}
