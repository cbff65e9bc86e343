using System.Runtime.InteropServices;

namespace Sobolev.Files;

/// <summary>The file or folder that a path leads to, links followed. On Linux alone; elsewhere a path is taken for what its name
/// says.</summary>
internal static partial class FileStatus
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7FF;
    private const int KindMask = 0xF000, RegularFile = 0x8000;

    /// <summary>Whether it is a regular file, not a pipe, a socket or a device; also where the system does not say.</summary>
    public static bool IsRegular(string path) => Of(path) is not { } status || (status.Mode & KindMask) == RegularFile;

    /// <summary>A text that two paths have in common if they lead to one file or folder.</summary>
    public static string IdentityOf(string path)
    {
        if (Of(path) is { } status)
            return $"{status.DeviceMajor}:{status.DeviceMinor}:{status.Number}";
        var full = Path.GetFullPath(path);
        FileSystemInfo entry = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return entry.LinkTarget is null ? full : entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    /// <summary>Names of a file in the file system; 1 where the system does not say.</summary>
    public static uint LinksTo(string path) => Of(path)?.Links ?? 1;

    private static Status? Of(string path)
    {
        if (!OperatingSystem.IsLinux() || path.Contains('\0'))
            return null;
        try
        {
            return Statx(CurrentFolder, path, 0, BasicFields, out var status) == 0 ? status : null;
        }
        catch (EntryPointNotFoundException)
        {
            // a C library older than the call
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Status status);

    /// <summary>struct statx of Linux (include/uapi/linux/stat.h), the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
