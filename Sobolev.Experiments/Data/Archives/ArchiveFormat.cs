using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>Formats of archives.</summary>
internal enum ArchiveFormat
{
    Tar,
    CompressedTar,
    Zip,
}

/// <summary>Recognises archives: by their names among other files, then by their first bytes, since names are often wrong.</summary>
internal static class ArchiveFormats
{
    private static readonly string[] _endings = [".tar", ".tar.gz", ".tgz", ".zip"];

    /// <summary>First bytes of formats that are not read, and a command that unpacks each.</summary>
    private static readonly (byte[] Begin, string Name, string Remedy)[] _others =
    [
        ("BZh"u8.ToArray(), "compressed by bzip2", "bzip2 -d"),
        ([0xFD, .. "7zXZ"u8], "compressed by xz", "xz -d"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd", "zstd -d"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7z archive", "7z x"),
        ("Rar!"u8.ToArray(), "a RAR archive", "unrar x"),
    ];

    /// <summary>Whether a file among others is opened as an archive.</summary>
    public static bool IsArchive(string name) => _endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>A name without the ending of archives.</summary>
    public static string Stem(string name)
    {
        foreach (var ending in _endings.OrderByDescending(ending => ending.Length))
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return name[..^ending.Length];
        }

        return name;
    }

    /// <exception cref="SobolevException">Another format, or no archive (exit 3); the message has the remedy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ArchiveFormat Of(string path)
    {
        Span<byte> begin = stackalloc byte[8];
        using (var file = InputFile.Open(path))
            begin = begin[..file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)];
        foreach (var (bytes, name, remedy) in _others)
        {
            if (begin.StartsWith(bytes))
                throw new SobolevException(ExitCode.DataMissing,
                    $"{path}: {name}, which is not read; unpack it ({remedy}) and give the result");
        }

        if (begin.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return ArchiveFormat.CompressedTar;
        if (begin.StartsWith("PK\u0003\u0004"u8) || begin.StartsWith("PK\u0005\u0006"u8))
            return ArchiveFormat.Zip;
        return IsArchive(path) ? ArchiveFormat.Tar : throw new SobolevException(
            ExitCode.DataMissing,
            $"{path}: not a folder, .tar, .tar.gz, .tgz or .zip");
    }
}
