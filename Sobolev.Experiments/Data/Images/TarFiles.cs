using System.Formats.Tar;
using System.IO.Compression;

namespace Sobolev.Data;

/// <summary>
/// The files inside a .tar, .tar.gz or .tgz, read in place and in order: nothing is ever unpacked, so nothing can land elsewhere.
/// </summary>
internal static class TarFiles
{
    private const int LargestFile = 256 << 20;

    public static bool IsTar(string path) =>
        path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) || IsGzip(path);

    /// <returns>Names with forward slashes, without a leading ./, and contents.</returns>
    /// <exception cref="SobolevException">The archive is truncated or is not a tar archive (exit 3).</exception>
    public static IEnumerable<(string Name, byte[] Content)> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = IsGzip(path) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var tar = new TarReader(plain);
        while (Next(tar, path) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                yield return (entry.Name.Replace('\\', '/').TrimStart('.', '/'), Content(entry, path));
        }
    }

    private static TarEntry? Next(TarReader tar, string path) => Guarded(() => tar.GetNextEntry(), path);

    private static byte[] Content(TarEntry entry, string path)
    {
        if (entry.Length > LargestFile)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: {entry.Name} has {entry.Length} bytes; the largest file allowed has {LargestFile}");
        var content = new byte[entry.Length];
        Guarded(
            () =>
            {
                entry.DataStream?.ReadExactly(content);
                return 0;
            },
            path);
        return content;
    }

    private static T Guarded<T>(Func<T> read, string path)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: truncated, or not a tar archive ({error.Message.TrimEnd('.')}); download the file again",
                error);
        }
    }

    private static bool IsGzip(string path) =>
        path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
}
