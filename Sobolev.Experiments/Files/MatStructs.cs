using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sobolev.Files;

/// <summary>
/// Texts and numbers of the structure arrays in a MATLAB file of level 5 ("v5" to "v7"), compressed or not; little-endian.
/// </summary>
/// <remarks>After "MAT-File Format" of The MathWorks. Reads only what a table of records needs and skips the rest.</remarks>
internal static class MatStructs
{
    private const int HeaderSize = 128, TagSize = 8;

    /// <summary>Bytes that an array decompresses to, at most; those of the development kit have less than one million.</summary>
    private const int LargestArray = 64 << 20;

    private enum Kind : uint
    {
        Int8 = 1, UInt8 = 2, Int16 = 3, UInt16 = 4, Int32 = 5, UInt32 = 6, Single = 7, Double = 9, Int64 = 12, UInt64 = 13,
        Matrix = 14, Compressed = 15, Utf8 = 16, Utf16 = 17,
    }

    private enum Shape : byte
    {
        Struct = 2,
        Text = 4,
        FirstNumeric = 6,
        LastNumeric = 15,
    }

    /// <summary>
    /// The records of a structure array; a field is a text, a number (the first one of an array), or null where it is neither.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="variable">Name of the array.</param>
    /// <exception cref="InvalidDataException">The file is not a MATLAB 5 file, is truncated, or lacks the array.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, object?>> Read(ReadOnlyMemory<byte> file, string variable)
    {
        if (file.Length < HeaderSize || !file.Span[124..HeaderSize].SequenceEqual("\0\u0001IM"u8))
            throw new InvalidDataException("not a MATLAB 5 file (save it with -v7)");
        var rest = file[HeaderSize..];
        while (rest.Length > 0)
        {
            var element = Next(ref rest);
            if (element.Kind == Kind.Compressed)
            {
                ReadOnlyMemory<byte> inflated = Inflate(element.Data);
                element = Next(ref inflated);
            }

            if (element.Kind == Kind.Matrix && Records(element.Data, variable) is { } records)
                return records;
        }

        throw new InvalidDataException($"no structure array {variable}");
    }

    private static List<IReadOnlyDictionary<string, object?>>? Records(ReadOnlyMemory<byte> matrix, string variable)
    {
        var (shape, count, name) = Head(ref matrix);
        if (shape != Shape.Struct || name != variable)
            return null;
        var width = (int)Numbers(Next(ref matrix))[0];
        var names = Next(ref matrix).Data.Span;
        if (width < 1 || names.Length % width != 0)
            throw new InvalidDataException("structure array with damaged field names");
        var fields = new string[names.Length / width];
        // each value has a tag of eight bytes: more records than these are not in the file
        if (fields.Length == 0 || count < 0 || count > matrix.Length / TagSize / fields.Length)
            throw new InvalidDataException("structure array with a damaged number of records");
        for (var i = 0; i < fields.Length; i++)
            fields[i] = Encoding.ASCII.GetString(names.Slice(i * width, width)).TrimEnd('\0');

        var records = new List<IReadOnlyDictionary<string, object?>>();
        for (var k = 0; k < count; k++)
        {
            var record = new Dictionary<string, object?>();
            foreach (var field in fields)
                record[field] = Value(Next(ref matrix));
            records.Add(record);
        }

        return records;
    }

    private static object? Value(Element element)
    {
        var matrix = element.Data;
        if (element.Kind != Kind.Matrix || matrix.Length == 0)
            return null;
        var (shape, count, _) = Head(ref matrix);
        if (count == 0)
            return shape == Shape.Text ? "" : null;
        return shape switch
        {
            Shape.Text => Text(Next(ref matrix)),
            >= Shape.FirstNumeric and <= Shape.LastNumeric => Numbers(Next(ref matrix))[0],
            _ => null,
        };
    }

    private static (Shape Shape, long Count, string Name) Head(ref ReadOnlyMemory<byte> matrix)
    {
        var flags = Next(ref matrix).Data.Span;
        var count = 1.0;
        foreach (var length in Numbers(Next(ref matrix)))
            count *= length;
        var name = Encoding.ASCII.GetString(Next(ref matrix).Data.Span);
        return flags.Length > 0 ? ((Shape)flags[0], (long)count, name) : throw new InvalidDataException("array without a class");
    }

    private static string Text(Element element) => element.Kind switch
    {
        Kind.UInt16 or Kind.Utf16 => Encoding.Unicode.GetString(element.Data.Span),
        _ => Encoding.UTF8.GetString(element.Data.Span),
    };

    private static double[] Numbers(Element element)
    {
        var kind = element.Kind;
        var data = element.Data.Span;
        var size = kind switch
        {
            Kind.Int8 or Kind.UInt8 => 1,
            Kind.Int16 or Kind.UInt16 => 2,
            Kind.Int32 or Kind.UInt32 or Kind.Single => 4,
            Kind.Double or Kind.Int64 or Kind.UInt64 => 8,
            _ => throw new InvalidDataException($"numbers of an unknown type ({(uint)kind})"),
        };
        if (data.Length < size)
            throw new InvalidDataException("array without numbers");
        var numbers = new double[data.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            var at = data.Slice(i * size, size);
            numbers[i] = kind switch
            {
                Kind.Int8 => (sbyte)at[0],
                Kind.UInt8 => at[0],
                Kind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                Kind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                Kind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                Kind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                Kind.Single => BinaryPrimitives.ReadSingleLittleEndian(at),
                Kind.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                Kind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
        }

        return numbers;
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> data)
    {
        using var stream = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var piece = new byte[1 << 16];
        try
        {
            while (stream.Read(piece) is > 0 and var count)
            {
                inflated.Write(piece, 0, count);
                if (inflated.Length > LargestArray)
                    throw new InvalidDataException($"an array of more than {LargestArray >> 20} MiB");
            }
        }
        catch (IOException error)
        {
            throw new InvalidDataException("a compressed array is damaged", error);
        }

        return inflated.ToArray();
    }

    /// <summary>Takes the next element off; one of at most four bytes lies inside its own tag.</summary>
    private static Element Next(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < 8)
            throw new InvalidDataException("it is truncated");
        var first = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        if (first >> 16 is var small and > 0)
        {
            if (small > 4)
                throw new InvalidDataException("damaged: element with an impossible length");
            var inside = new Element((Kind)(first & 0xffff), rest.Slice(4, (int)small));
            rest = rest[8..];
            return inside;
        }

        var (kind, length) = ((Kind)first, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[4..]));
        if (length > rest.Length - 8)
            throw new InvalidDataException("it is truncated");
        var element = new Element(kind, rest.Slice(8, (int)length));
        var padded = kind == Kind.Compressed ? (int)length : (int)Math.Min((length + 7) / 8 * 8, rest.Length - 8);
        rest = rest[(8 + padded)..];
        return element;
    }

    private readonly record struct Element(Kind Kind, ReadOnlyMemory<byte> Data);
}
