using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sobolev.Data;

/// <summary>
/// The entries of a zip archive, also of more than 4 GB or 65,535 entries (PKWARE APPNOTE 6.3): contents are read where they lie, by any
/// number of threads, which .NET's own reader does not allow.
/// </summary>
internal static class ZipIndex
{
    private const int EndSize = 22, LocatorSize = 20, HeaderSize = 46;
    private const int LongestComment = 0xFFFF, LongestTarget = 4096;
    private const uint EndMark = 0x06054B50, LocatorMark = 0x07064B50, LargeEndMark = 0x06064B50, HeaderMark = 0x02014B50;
    private const int UnixSystem = 3, KindMask = 0xF000, SymbolicLink = 0xA000;
    private const ushort LargeFields = 1;

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">It is truncated.</exception>
    public static List<ArchiveEntry> Of(SafeFileHandle file)
    {
        var directory = DirectoryOf(file);
        using var stream = new BufferedStream(new PartStream(file, directory.Begin, directory.Length), 1 << 16);
        var entries = new List<ArchiveEntry>();
        var fixedPart = new byte[HeaderSize];
        for (long left = directory.Length; left > 0;)
        {
            stream.ReadExactly(fixedPart);
            if (Number32(fixedPart, 0) != HeaderMark)
                throw new InvalidDataException("its directory is damaged");
            var (name, extra, comment) = (Number16(fixedPart, 28), Number16(fixedPart, 30), Number16(fixedPart, 32));
            var rest = new byte[name + extra + comment];
            stream.ReadExactly(rest);
            left -= HeaderSize + rest.Length;
            if (Entry(file, fixedPart, Encoding.UTF8.GetString(rest, 0, name), rest.AsSpan(name, extra), directory.Shift) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    private static ArchiveEntry? Entry(SafeFileHandle file, byte[] header, string name, ReadOnlySpan<byte> extra, long shift)
    {
        long packed = Number32(header, 20), length = Number32(header, 24), offset = Number32(header, 42);
        ReadLarge(extra, ref length, ref packed, ref offset);
        var content = new ZipContent(file,
            new ZipPart(offset + shift, packed, length, Number32(header, 16), Number16(header, 10), (Number16(header, 8) & 1) != 0));
        var normal = EntryNames.Normal(name);
        if (normal.Length == 0)
            return null;
        if (name.EndsWith('/') || name.EndsWith('\\'))
            return new ArchiveEntry(normal, EntryKind.Folder, "", null);
        var isLink = header[5] == UnixSystem && (Number16(header, 40) & KindMask) == SymbolicLink && length <= LongestTarget;
        return isLink
            ? new ArchiveEntry(normal, EntryKind.SymbolicLink, Encoding.UTF8.GetString(content.Read()), null)
            : new ArchiveEntry(normal, EntryKind.File, "", content);
    }

    /// <summary>The 64-bit fields that stand for those of 32 bits that are full, in this order.</summary>
    private static void ReadLarge(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            var (kind, size) = (Number16(extra, 0), Number16(extra, 2));
            extra = extra[4..];
            if (size > extra.Length)
                return;
            var field = extra[..size];
            extra = extra[size..];
            if (kind != LargeFields)
                continue;
            length = Full(length, ref field);
            packed = Full(packed, ref field);
            offset = Full(offset, ref field);
        }

        static long Full(long number, ref ReadOnlySpan<byte> field)
        {
            if (number != uint.MaxValue)
                return number;
            if (field.Length < 8)
                throw new InvalidDataException("its directory is damaged");
            var large = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
            return large >= 0 ? large : throw new InvalidDataException("its directory is damaged");
        }
    }

    /// <summary>
    /// Where the directory lies, and how far all offsets are moved: something may lie before the archive, as in one that unpacks itself.
    /// </summary>
    private static (long Begin, long Length, long Shift) DirectoryOf(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var tail = Read(file, Math.Max(0, length - EndSize - LocatorSize - LongestComment),
            (int)Math.Min(length, EndSize + LocatorSize + LongestComment));
        var end = tail.Length - EndSize;
        while (end >= 0 && (Number32(tail, end) != EndMark || end + EndSize + Number16(tail, end + 20) > tail.Length))
            end--;
        if (end < 0)
            throw new EndOfStreamException("its directory, which is the end of the file, is missing");
        if (Number16(tail, end + 4) != 0 && Number16(tail, end + 4) != ushort.MaxValue)
            throw new InvalidDataException("a part of a split archive, which is not read; join its parts");
        long size = Number32(tail, end + 12), offset = Number32(tail, end + 16), close = length - tail.Length + end;
        if (end >= LocatorSize && Number32(tail, end - LocatorSize) == LocatorMark)
        {
            close = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(end - LocatorSize + 8));
            var large = Read(file, close, 56);
            if (Number32(large, 0) != LargeEndMark)
                throw new InvalidDataException("its directory is damaged");
            (size, offset) =
                (BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(40)), BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(48)));
        }

        return size >= 0 && size <= close && offset >= 0 && offset <= close - size
            ? (close - size, size, close - size - offset)
            : throw new InvalidDataException("its directory is damaged");
    }

    private static byte[] Read(SafeFileHandle file, long offset, int count)
    {
        if (offset < 0 || offset > RandomAccess.GetLength(file) - count)
            throw new EndOfStreamException("it ends within its directory");
        var bytes = new byte[count];
        using var part = new PartStream(file, offset, count);
        part.ReadExactly(bytes);
        return bytes;
    }

    private static ushort Number16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Number32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
