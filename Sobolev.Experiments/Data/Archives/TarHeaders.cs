using System.Text;

namespace Sobolev.Data;

/// <summary>A file, a folder or a link in a tar archive.</summary>
/// <param name="Kind">Kind of the entry.</param>
/// <param name="Name">Its path as the archive has it.</param>
/// <param name="Target">Where a link leads: a path from the archive's root for a hard link, from the link's folder for a symbolic
/// one.</param>
/// <param name="Offset">Where the bytes of a file begin, from the place where the reader began.</param>
/// <param name="Length">Number of its bytes.</param>
internal readonly record struct TarPart(EntryKind Kind, string Name, string Target, long Offset, long Length);

/// <summary>
/// Reads the headers of a tar archive one by one: ustar, pax (POSIX.1-2001) and GNU's long names. Every checksum is checked, and no length
/// is believed before its bytes are there.
/// </summary>
/// <remarks>
/// .NET's own reader takes the memory that a header asks for, does not check checksums, and ends with an exception of any kind where a
/// number is out of range.
/// </remarks>
internal sealed class TarHeaders(Stream stream)
{
    private const int Block = 512;
    private const int LongestName = 1 << 16, LongestRecords = 1 << 20;
    private const int FirstRoom = 1 << 20;

    private readonly byte[] _header = new byte[Block];
    private readonly byte[] _skipped = new byte[1 << 16];
    private long _position;
    private long _next;

    /// <summary>The next file, folder or link; devices and unknown kinds are passed over. Null at the end.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, or of a kind that is not read.</exception>
    /// <exception cref="EndOfStreamException">It is truncated.</exception>
    public TarPart? Next()
    {
        var (path, target, length) = ((string?)null, (string?)null, (long?)null);
        while (ReadHeader())
        {
            var size = Number(_header.AsSpan(124, 12));
            switch ((char)_header[156])
            {
                case 'x':
                    Extend(Content(size, LongestRecords), ref path, ref target, ref length);
                    break;
                case 'g':
                    Skip(Padded(size));
                    break;
                case 'L':
                    path = Text(Content(size, LongestName));
                    break;
                case 'K':
                    target = Text(Content(size, LongestName));
                    break;
                case 'S':
                    throw new InvalidDataException("a sparse file, which is not read; make the archive without --sparse");
                default:
                    if (Part(path ?? NameOfHeader(), target ?? Text(_header.AsSpan(157, 100)), length ?? size) is { } part)
                        return part;
                    (path, target, length) = (null, null, null);
                    break;
            }
        }

        return null;
    }

    /// <summary>The bytes of the file that <see cref="Next"/> returned last.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public byte[] Read(TarPart part)
    {
        // memory grows with what comes
        var content = new byte[Math.Min(part.Length, FirstRoom)];
        for (var done = 0; done < part.Length;)
        {
            if (done == content.Length)
                Array.Resize(ref content, (int)Math.Min(part.Length, 2L * content.Length));
            stream.ReadExactly(content, done, content.Length - done);
            _position += content.Length - done;
            done = content.Length;
        }

        return content;
    }

    private TarPart? Part(string path, string target, long size)
    {
        // links, devices and folders have no bytes, for any size in their header; kinds unknown to a reader are regular files (POSIX)
        switch ((char)_header[156])
        {
            case '1':
                return new TarPart(EntryKind.HardLink, path, target, _position, 0);
            case '2':
                return new TarPart(EntryKind.SymbolicLink, path, target, _position, 0);
            case '5':
                return new TarPart(EntryKind.Folder, path, "", _position, 0);
            case '3' or '4' or '6':
                return null;
        }

        if (stream.CanSeek && size > stream.Length - stream.Position)
            throw new EndOfStreamException($"it ends within {Printable.Of(path)}");
        _next = checked(_position + Padded(size));
        if ((char)_header[156] is not ('0' or '\0' or '7'))
            return null;
        // old archives mark a folder by the end of its name
        return path.EndsWith('/')
            ? new TarPart(EntryKind.Folder, path, "", _position, 0)
            : new TarPart(EntryKind.File, path, "", _position, size);
    }

    /// <returns>Whether there is another header.</returns>
    private bool ReadHeader()
    {
        if (_next > _position)
            Skip(_next - _position);
        var count = stream.ReadAtLeast(_header, Block, throwOnEndOfStream: false);
        // an archive ends with two blocks of zeros; some writers leave them out
        if (count == 0)
            return false;
        if (count < Block)
            throw new EndOfStreamException("it ends within a header");
        _position += Block;
        _next = _position;
        if (_header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            return false;
        // the field itself counts as blanks; some old writers added signed bytes
        var (sum, signed) = (8L * ' ', 8L * ' ');
        for (var i = 0; i < Block; i++)
            (sum, signed) = i is >= 148 and < 156 ? (sum, signed) : (sum + _header[i], signed + (sbyte)_header[i]);
        var stated = Number(_header.AsSpan(148, 8));
        return sum == stated || signed == stated
            ? true
            : throw new InvalidDataException($"the header at byte {_position - Block} has a wrong checksum");
    }

    private byte[] Content(long size, int most)
    {
        if (size > most)
            throw new InvalidDataException($"a header of {size} bytes at byte {_position}");
        var content = Read(new TarPart(EntryKind.File, "", "", 0, size));
        Skip(Padded(size) - size);
        return content;
    }

    /// <summary>The records "LENGTH KEY=VALUE\n" that replace fields of the next header.</summary>
    private static void Extend(ReadOnlySpan<byte> records, ref string? path, ref string? target, ref long? length)
    {
        while (records.Length > 0)
        {
            var blank = records.IndexOf((byte)' ');
            if (blank is < 1 or > 9 || !int.TryParse(records[..blank], out var size) || size <= blank + 1 || size > records.Length
                || records[size - 1] != '\n')
                throw new InvalidDataException("damaged pax records");
            var record = records[(blank + 1)..(size - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
                throw new InvalidDataException("damaged pax records");
            var (key, value) = (Encoding.UTF8.GetString(record[..equals]), Encoding.UTF8.GetString(record[(equals + 1)..]));
            if (key == "path")
                path = value;
            else if (key == "linkpath")
                target = value;
            else if (key == "size")
                length = long.TryParse(value, System.Globalization.NumberStyles.None, null, out var number)
                    ? number
                    : throw new InvalidDataException("a size that is not a number");
            else if (key.StartsWith("GNU.sparse", StringComparison.Ordinal))
                throw new InvalidDataException("a sparse file, which is not read; make the archive without --sparse");
            records = records[size..];
        }
    }

    private string NameOfHeader()
    {
        var name = Text(_header.AsSpan(0, 100));
        // ustar splits long paths; GNU keeps other things where the first part would be
        var prefix = _header.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Text(_header.AsSpan(345, 155)) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private void Skip(long count)
    {
        if (stream.CanSeek)
        {
            if (count > stream.Length - stream.Position)
                throw new EndOfStreamException("it ends within a file");
            stream.Seek(count, SeekOrigin.Current);
            _position += count;
            return;
        }

        for (var left = count; left > 0;)
        {
            var read = stream.Read(_skipped, 0, (int)Math.Min(left, _skipped.Length));
            left -= read > 0 ? read : throw new EndOfStreamException("it ends within a file");
        }

        _position += count;
    }

    private static long Padded(long size) => checked(size + (Block - 1)) / Block * Block;

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>An octal number, or GNU's form for large ones: a set first bit, then big-endian.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        var number = 0L;
        if ((field[0] & 0x80) != 0)
        {
            if ((field[0] & 0x7F) != 0)
                throw new InvalidDataException("a header with a number out of range");
            foreach (var digit in field[1..])
                number = number <= long.MaxValue >> 8
                    ? number << 8 | digit
                    : throw new InvalidDataException("a header with a number out of range");
            return number;
        }

        foreach (var digit in field.Trim((byte)' ').TrimEnd((byte)0).Trim((byte)' '))
        {
            if (digit == 0)
                break;
            number = digit is >= (byte)'0' and <= (byte)'7'
                ? number << 3 | (uint)(digit - '0')
                : throw new InvalidDataException("a header with a damaged number");
        }

        return number;
    }
}
