using System.Buffers.Binary;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;
using Microsoft.Win32.SafeHandles;

namespace Sobolev.Data;

/// <summary>A file in a zip archive, by the archive's directory.</summary>
/// <param name="Header">Where its own header lies, which its bytes follow.</param>
/// <param name="Packed">Number of its bytes in the archive.</param>
/// <param name="Length">Number of its bytes.</param>
/// <param name="Checksum">CRC-32 of its bytes.</param>
/// <param name="Method">0 for bytes as they are, 8 for deflate; others are not read.</param>
/// <param name="IsEncrypted">Encrypted files are not read.</param>
internal readonly record struct ZipPart(long Header, long Packed, long Length, uint Checksum, ushort Method, bool IsEncrypted);

/// <summary>The bytes of a file in a zip archive.</summary>
internal sealed class ZipContent(SafeFileHandle file, ZipPart part) : IContent
{
    private const int HeaderSize = 30;
    private const uint HeaderMark = 0x04034B50;
    private const ushort Stored = 0, Deflated = 8;

    public long Length => part.Length;

    public byte[] Read()
    {
        if (part.IsEncrypted || part.Method is not (Stored or Deflated))
            throw new IOException(part.IsEncrypted
                ? "encrypted in its archive"
                : $"compressed by method {part.Method} in its archive, which is not read");
        if (part.Length > IContent.LargestFile || part.Packed > IContent.LargestFile)
            throw new IOException($"{part.Length} bytes, but at most {IContent.LargestFile} are expected");
        using var packed = new PartStream(file, BeginOfBytes(), part.Packed);
        var bytes = new byte[part.Length];
        try
        {
            using var stream = part.Method == Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : (Stream)packed;
            stream.ReadExactly(bytes);
        }
        catch (InvalidDataException error)
        {
            throw new IOException("damaged in its archive", error);
        }

        var checksum = new Crc32();
        checksum.Update(bytes);
        return checksum.Value == part.Checksum ? bytes : throw new IOException("damaged in its archive: its checksum does not match");
    }

    private long BeginOfBytes()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        using (var at = new PartStream(file, part.Header, HeaderSize))
            at.ReadExactly(header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderMark)
            throw new IOException("damaged in its archive");
        return part.Header + HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }
}
