using System.Runtime.InteropServices;

namespace Sobolev.Files;

/// <summary>Writes a folder's entries to disk: without it a rename may be undone by a loss of power.</summary>
internal static partial class FolderFlush
{
    // O_RDONLY with O_CLOEXEC
    private static readonly int _flags = OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;

    /// <summary>Does nothing on Windows, whose file systems record renames in order, and where a file system does not know it.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, _flags);
        if (handle < 0)
            return;
        _ = Fsync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
