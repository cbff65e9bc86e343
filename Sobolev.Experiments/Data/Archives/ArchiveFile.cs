using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>An archive of any format that is read, in place: nothing is unpacked, so nothing can land elsewhere.</summary>
internal static class ArchiveFile
{
    private const long LargestCompressed = 1L << 30;

    /// <returns>All entries in the order of the archive.</returns>
    /// <exception cref="SobolevException">It is truncated, damaged, compressed and large, or of another format (exit 3).</exception>
    public static List<ArchiveEntry> Entries(string path) => Guarded(
        () => ArchiveFormats.Of(path) switch
        {
            ArchiveFormat.Zip => ZipIndex.Of(Open(path)),
            ArchiveFormat.CompressedTar => Compressed(path),
            _ => Plain(path),
        },
        path);

    /// <summary>Turns the errors of a damaged archive into one line.</summary>
    public static T Guarded<T>(Func<T> read, string path)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or OverflowException)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: truncated, or not a tar or zip archive ({error.Message.TrimEnd('.')}); download the file again",
                error);
        }
    }

    private static List<ArchiveEntry> Plain(string path)
    {
        var file = Open(path);
        return TarIndex.Of(file, 0, RandomAccess.GetLength(file));
    }

    private static List<ArchiveEntry> Compressed(string path)
    {
        using var file = InputFile.Open(path);
        if (file.Length > LargestCompressed)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: compressed archives may have at most 1 GB, because they are held in memory; decompress it: a plain .tar of any "
                + "size is read in place (or remove it, if its files lie beside it)");
        using var unpacked = new LimitedStream(new GZipStream(file, CompressionMode.Decompress), LimitedStream.LimitOf(file.Length));
        return TarIndex.InMemory(unpacked);
    }

    /// <summary>Open as long as contents refer to it: the handle goes with the last of them.</summary>
    private static SafeFileHandle Open(string path)
    {
        // a pipe with the name of an archive would be waited for
        InputFile.Open(path).Dispose();
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
    }
}
