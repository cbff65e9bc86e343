using System.IO.Compression;
using System.Text;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// The text of a table's file: plain, compressed by gzip, the arrays of a NumPy archive, or the columns of a Parquet file.
/// </summary>
internal static class TableFile
{
    /// <summary>A <see cref="NumpyTable"/> for a NumPy archive, a <see cref="ParquetTable"/> for a Parquet file.</summary>
    /// <exception cref="IOException">The file cannot be read; likewise <see cref="InvalidDataException"/>.</exception>
    public static TextReader Open(string path)
    {
        using var file = SharedFile.Open(path);
        Span<byte> first = stackalloc byte[4];
        if (!file.CanSeek || file.ReadAtLeast(first, 4, throwOnEndOfStream: false) < 4)
            return Text(path);
        file.Position = 0;
        if (first.SequenceEqual(ParquetTable.Magic))
            return ParquetTable.Open(SharedFile.Open(path), DerivativeTables.MostEntries);
        return first.SequenceEqual("PK\x3\x4"u8) && NumpyOf(file, path) is { } numpy ? numpy : Text(path);
    }

    /// <summary>The arrays of a NumPy archive as text; null for another file.</summary>
    private static NumpyTable? NumpyOf(Stream file, string path)
    {
        using var archive = Archive(file, path);
        return archive is not null && NumpyTable.IsIn(archive) ? NumpyTable.Read(archive, DerivativeTables.MostEntries) : null;
    }

    /// <summary>A zip archive; null for a damaged one of another kind, such as a spreadsheet.</summary>
    private static ZipArchive? Archive(Stream file, string path)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException) when (Path.GetExtension(path) != ".npz")
        {
            return null;
        }
    }

    /// <summary>The text of a file, unpacked where it begins as gzip files do.</summary>
    private static StreamReader Text(string path)
    {
        var encoding = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var plain = SharedFile.OpenText(path, encoding);
        Span<byte> first = stackalloc byte[2];
        var isCompressed = plain.BaseStream.CanSeek && plain.BaseStream.ReadAtLeast(first, 2, throwOnEndOfStream: false) == 2
            && first is [0x1f, 0x8b];
        if (plain.BaseStream.CanSeek)
            plain.BaseStream.Position = 0;
        return isCompressed ? new StreamReader(new GZipStream(plain.BaseStream, CompressionMode.Decompress), encoding) : plain;
    }
}
