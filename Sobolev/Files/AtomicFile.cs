namespace Sobolev.Files;

/// <summary>Files that appear whole or not at all: written beside their place, flushed to disk, renamed into it.</summary>
internal static class AtomicFile
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

            HeldFile.Change(path, changes => changes.Move(temporary, path));
        }
        catch (Exception error)
        {
            // the error is the one to report; a stray .tmp file is harmless
            HeldFile.TryDelete(temporary);
            if (DiskErrors.Describe(error, path) is { } described)
                throw described;
            throw;
        }
    }

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
