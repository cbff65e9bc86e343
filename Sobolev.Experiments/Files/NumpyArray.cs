using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sobolev.Files;

/// <summary>
/// An array of a NumPy file (numpy.lib.format, versions 1 to 3) in C order: numbers of any real or whole type as 64-bit ones, or texts.
/// </summary>
/// <param name="Shape">The lengths.</param>
/// <param name="Numbers">The numbers; empty for texts.</param>
/// <param name="Texts">The texts; empty for numbers.</param>
internal sealed partial record NumpyArray(int[] Shape, double[] Numbers, string[] Texts)
{
    private const int LongestHeader = 1 << 16, LongestText = 1 << 10;

    /// <param name="stream">The file.</param>
    /// <param name="mostEntries">A larger array is refused before its memory is taken.</param>
    /// <exception cref="InvalidDataException">It is not such a file, or an array of another type or too large.</exception>
    public static NumpyArray Read(Stream stream, long mostEntries)
    {
        var header = Header(stream);
        var (type, lengths) = (Description().Match(header), Shapes().Match(header));
        if (!type.Success || !lengths.Success)
            throw new InvalidDataException("not an array of numbers or texts (structured types and objects are not read)");
        var (order, kind) = (type.Groups[1].Value, type.Groups[2].Value[0]);
        var size = int.Parse(type.Groups[3].Value, CultureInfo.InvariantCulture);
        const StringSplitOptions plain = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        int[] shape = [.. lengths.Groups[1].Value.Split(',', plain).Select(Length)];
        var count = shape.Aggregate(1L, (product, length) => Math.Min(product * length, uint.MaxValue));
        if (count > mostEntries)
            throw new InvalidDataException($"{string.Join(" x ", shape)} numbers, more than {mostEntries}");
        if (kind == 'U' ? size is < 1 or > LongestText : !IsKnown(kind, size))
            throw new InvalidDataException($"numbers of type {kind}{size}; floats, integers and booleans are read (use astype(float))");
        var width = kind == 'U' ? 4 * size : size;
        var bytes = new byte[Math.Clamp(count, 1, 1 << 12) * width];
        var (numbers, texts) = kind == 'U' ? (Array.Empty<double>(), new string[count]) : (new double[count], []);
        for (long first = 0; first < count; first += bytes.Length / width)
        {
            var some = (int)Math.Min(bytes.Length / width, count - first);
            if (stream.ReadAtLeast(bytes.AsSpan(0, some * width), some * width, throwOnEndOfStream: false) < some * width)
                throw new InvalidDataException("the array is cut off");
            for (var k = 0; k < some; k++)
            {
                var entry = bytes.AsSpan(k * width, width);
                if (order == ">")
                    Reverse(entry, kind == 'U' ? 4 : width);
                if (kind == 'U')
                    texts[first + k] = Encoding.UTF32.GetString(entry).TrimEnd('\0');
                else
                    numbers[first + k] = Number(entry, kind);
            }
        }

        var isFortran = header.Contains("'fortran_order': True", StringComparison.Ordinal) && shape.Length > 1;
        return new NumpyArray(shape, isFortran ? InOrderOfC(numbers, shape) : numbers, isFortran ? InOrderOfC(texts, shape) : texts);
    }

    private static string Header(Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        var isWhole = stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) == 10;
        if (!isWhole || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw new InvalidDataException("not a NumPy array");
        long length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (start[6] > 1)
        {
            if (stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2)
                throw new InvalidDataException("not a NumPy array");
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (length > LongestHeader)
            throw new InvalidDataException("its header is too long");
        var header = new byte[length];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            throw new InvalidDataException("its header is cut off");
        return Encoding.UTF8.GetString(header);
    }

    private static int Length(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        ? length
        : throw new InvalidDataException($"a length of {text}");

    private static bool IsKnown(char kind, int size) => kind switch
    {
        'f' => size is 2 or 4 or 8,
        'i' or 'u' => size is 1 or 2 or 4 or 8,
        'b' => size == 1,
        _ => false,
    };

    private static double Number(ReadOnlySpan<byte> entry, char kind) => (kind, entry.Length) switch
    {
        ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(entry),
        ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(entry),
        ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(entry),
        ('i', 1) => (sbyte)entry[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(entry),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(entry),
        ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(entry),
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(entry),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(entry),
        ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(entry),
        _ => entry[0],
    };

    private static void Reverse(Span<byte> entry, int unit)
    {
        for (var start = 0; start < entry.Length; start += unit)
            entry.Slice(start, unit).Reverse();
    }

    /// <summary>Entries whose first index runs fastest, with the last one running fastest.</summary>
    private static T[] InOrderOfC<T>(T[] entries, int[] shape)
    {
        var ordered = new T[entries.Length];
        for (var k = 0; k < entries.Length; k++)
        {
            var (rest, place, stride) = (k, 0, entries.Length);
            foreach (var length in shape)
            {
                // the index along this axis, from the fastest one on
                (rest, var index) = Math.DivRem(rest, length);
                stride /= length;
                place += index * stride;
            }

            ordered[place] = entries[k];
        }

        return ordered;
    }

    [GeneratedRegex(@"'descr':\s*'([<>|=]?)([A-Za-z])(\d{1,6})'")]
    private static partial Regex Description();

    [GeneratedRegex(@"'shape':\s*\(([\d, ]*)\)")]
    private static partial Regex Shapes();
}
