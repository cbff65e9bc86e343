using System.Text.RegularExpressions;

namespace Sobolev.Files;

/// <summary>Files that appear whole or not at all: written beside their place, flushed to disk, renamed into it.</summary>
internal static partial class AtomicFile
{
    /// <summary>No file takes as long to be written.</summary>
    private static readonly TimeSpan _old = TimeSpan.FromDays(1);

    /// <exception cref="SobolevException">
    /// The disk is full or the place cannot be written; a file that stood there before still stands.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (IsDevice(path))
        {
            WriteInPlace(path, write);
            return;
        }

        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            // one that a kill has left may be a link by now: it is removed, never opened
            HeldFile.TryDelete(temporary);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            HeldFile.Change(path, changes => changes.Move(temporary, path));
            FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
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

    /// <summary>A device or a pipe, such as /dev/stdout, has no content to replace: renaming a file onto it would remove it.</summary>
    private static bool IsDevice(string path) => File.Exists(path) && !FileStatus.IsRegular(path);

    private static void WriteInPlace(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
        }
        catch (Exception error) when (DiskErrors.Describe(error, path) is { } described)
        {
            throw described;
        }
    }

    public static void WriteBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a file is one that a kill has left half-written beside its place.</summary>
    internal static bool IsTemporary(string path) => LeftOver().IsMatch(Path.GetFileName(path));

    /// <summary>
    /// Removes what kills have left in a folder that several processes write, whose newer files may be those of a living one.
    /// </summary>
    public static void RemoveLeftovers(string folder, TimeProvider time)
    {
        foreach (var left in Directory.EnumerateFiles(folder).Where(IsTemporary))
        {
            if (time.GetUtcNow() - File.GetLastWriteTimeUtc(left) > _old)
                HeldFile.TryDelete(left);
        }
    }

    [GeneratedRegex(@"\.\d+-\d+\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex LeftOver();
}
