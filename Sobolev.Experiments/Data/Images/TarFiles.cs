using System.IO.Compression;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// The files inside a .tar, .tar.gz or .tgz, read in place and in order: nothing is ever unpacked, so nothing can land elsewhere.
/// </summary>
internal static class TarFiles
{
    private const int LargestFile = 256 << 20;

    public static bool IsTar(string path) =>
        path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) || IsGzip(path);

    /// <param name="path">The archive.</param>
    /// <param name="isNeeded">Whether a file of that name is read, or passed over.</param>
    /// <returns>Names with forward slashes, without a leading ./, and contents.</returns>
    /// <exception cref="SobolevException">The archive is truncated, damaged, or is not a tar archive (exit 3).</exception>
    public static IEnumerable<(string Name, byte[] Content)> Read(string path, Predicate<string> isNeeded)
    {
        using var stream = Guarded(() => Open(path), path);
        var headers = new TarHeaders(stream);
        while (Guarded(headers.Next, path) is { } part)
        {
            if (isNeeded(part.Name))
                yield return (part.Name, Guarded(() => Content(headers, part), path));
        }
    }

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
                $"{path}: truncated, or not a tar archive ({error.Message.TrimEnd('.')}); download the file again",
                error);
        }
    }

    private static Stream Open(string path)
    {
        var file = InputFile.Open(path);
        return IsGzip(path) ? new LimitedStream(new GZipStream(file, CompressionMode.Decompress), LimitedStream.LimitOf(file.Length)) : file;
    }

    private static byte[] Content(TarHeaders headers, TarPart part)
    {
        if (part.Length > LargestFile)
            throw new InvalidDataException($"{part.Name} has {part.Length} bytes; the largest file allowed has {LargestFile}");
        return headers.Read(part);
    }

    private static bool IsGzip(string path) =>
        path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
}
