namespace Sobolev.Files;

/// <summary>Files that appear whole or not at all: written beside their place, flushed to disk, renamed into it.</summary>
public static class AtomicFile
{
    /// <exception cref="SobolevException">
    /// The disk is full or the place cannot be written; a file that stood there before still stands.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            TryDelete(temporary);
            if (DiskErrors.Describe(error, path) is { } described)
                throw described;
            throw;
        }
    }

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; a stray .tmp file is harmless.
        }
    }
}
