using System.Buffers.Binary;
using System.Text.Json;

namespace Sobolev.Files;

/// <summary>The safetensors format (huggingface.co/docs/safetensors): an 8-byte header length, a JSON header, the tensors' bytes.</summary>
internal static class SafeTensors
{
    private const long LongestHeader = 100_000_000;
    private const int LongestMessage = 300;
    private const string MetadataName = "__metadata__";

    // a name that occurs twice would have one of two meanings
    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Writes <paramref name="tensors"/> in the order given; <paramref name="metadata"/> goes under __metadata__.</summary>
    public static void Write(Stream stream, IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors)
            tensor.Bytes.WriteTo(stream);
    }

    /// <exception cref="SobolevException">The file is missing, truncated, damaged or not of this format (exit 3).</exception>
    public static TensorFile Read(string path) => Guarded(path, () => InputFile.Open(path), Content);

    /// <summary>The metadata alone.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) =>
        Guarded(path, () => InputFile.Open(path), file => ReadHeader(file).Metadata);

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="open">The file, from its beginning.</param>
    /// <param name="name">Its name in messages.</param>
    internal static TensorFile Read(Func<Stream> open, string name) => Guarded(name, open, Content);

    private static TensorFile Content(Stream file)
    {
        var header = ReadHeader(file);
        return new TensorFile(TensorsAt(header.Places, file, header.End), header.Metadata);
    }

    private static T Guarded<T>(string path, Func<Stream> open, Func<Stream, T> read)
    {
        try
        {
            using var file = open();
            ForeignFile.Refuse(file, path);
            return read(file);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException
            or FormatException or OverflowException)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: not a complete safetensors file ({Printable.Of(error.Message, LongestMessage)})",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }
    }

    private static byte[] Header(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataName);
                foreach (var (key, value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset + tensor.Bytes.Length]);
                json.WriteEndObject();
                offset += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        // readers may map the file: the data starts at a multiple of eight
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static (List<Place> Places, Dictionary<string, string> Metadata, long End) ReadHeader(Stream file)
    {
        if (file.Length < 8)
            throw new InvalidDataException("the file is shorter than its header");
        Span<byte> length = stackalloc byte[8];
        file.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > LongestHeader || headerLength > file.Length - 8)
            throw new InvalidDataException("its header runs past the end");

        var headerBytes = new byte[headerLength];
        file.ReadExactly(headerBytes);
        using var header = JsonDocument.Parse(headerBytes, _strict);
        var metadata = new Dictionary<string, string>();
        var places = new List<Place>();
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name != MetadataName)
                places.Add(PlaceOf(entry, file.Length - 8 - headerLength));
            else
                metadata = entry.Value.EnumerateObject().ToDictionary(pair => pair.Name,
                    pair => pair.Value.GetString() ?? throw new InvalidDataException("metadata without a text"));
        }

        return (places, metadata, 8 + headerLength);
    }

    /// <summary>The tensors in the order of the header; in the file each byte belongs to one tensor, as the format wants it.</summary>
    private static StoredTensor[] TensorsAt(List<Place> places, Stream file, long data)
    {
        var tensors = new StoredTensor[places.Count];
        var end = 0L;
        foreach (var index in Enumerable.Range(0, places.Count).OrderBy(index => places[index].Begin).ThenBy(index => places[index].End))
        {
            var place = places[index];
            if (place.Begin != end)
                throw new InvalidDataException($"tensor {place.Name} does not begin where the one before it ends");
            var bytes = new LongBytes(place.End - place.Begin);
            bytes.ReadFrom(file);
            tensors[index] = new StoredTensor(place.Name, place.Type, place.Shape, bytes);
            end = place.End;
        }

        return end == file.Length - data ? tensors : throw new InvalidDataException("bytes after its last tensor");
    }

    private static Place PlaceOf(JsonProperty entry, long data)
    {
        if (!Printable.Is(entry.Name))
            throw new InvalidDataException($"tensor {entry.Name}: its name has control characters");
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
        long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt64())];
        if (offsets is not [var begin, var end] || begin < 0 || end < begin || end > data || shape.Any(n => n < 0))
            throw new InvalidDataException($"tensor {entry.Name} runs past the end");
        var type = entry.Value.GetProperty("dtype").GetString() ?? "";
        var size = StoredTensor.SizeOf(type) ?? throw new InvalidDataException($"tensor {entry.Name}: unknown type {type}");
        // a product with a zero in it is zero, for all other lengths
        var count = shape.Contains(0) ? 0 : shape.Aggregate(1L, (product, n) => checked(product * n));
        if (checked(count * size) != end - begin)
            throw new InvalidDataException($"tensor {entry.Name}: its shape and byte count disagree");
        return new Place(entry.Name, type, shape, begin, end);
    }

    /// <summary>A tensor by the header: where its bytes begin and end, counted from the end of the header.</summary>
    private sealed record Place(string Name, string Type, long[] Shape, long Begin, long End);
}

/// <summary>Content of a safetensors file.</summary>
public sealed class TensorFile(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
{
    private const int NamesShown = 8;

    public IReadOnlyList<StoredTensor> Tensors { get; } = tensors;

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;

    public StoredTensor this[string name] =>
        Tensors.FirstOrDefault(tensor => tensor.Name == name)
        ?? throw new SobolevException(ExitCode.DataMissing, $"no tensor {name}; the file has {NamesInShort()}");

    private string NamesInShort() => ShortList.Of([.. Tensors.Select(tensor => tensor.Name)], NamesShown);
}

/// <summary>A named tensor as it lies in a file: little-endian, row by row; <paramref name="Type"/> is BF16, F16, F32, F64, I64
/// ...</summary>
public sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, LongBytes Bytes)
{
    /// <summary>Bytes of a number of a type, or null for an unknown type.</summary>
    public static int? SizeOf(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "BOOL" or "U8" or "I8" => 1,
        _ => null,
    };

    public static StoredTensor Of<T>(string name, ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged =>
        new(name, TypeName<T>(), shape.Length == 0 ? [values.Length] : shape, LongBytes.Of(values));

    /// <summary>The values as <typeparamref name="T"/>, which must be the type they were stored in.</summary>
    public T[] Values<T>()
        where T : unmanaged =>
        TypeName<T>() == Type
            ? Bytes.ToArray<T>()
            : throw new SobolevException(ExitCode.DataMissing, $"tensor {Name} is {Type}, not {TypeName<T>()}");

    /// <summary>The values of a tensor of any floating-point type, widened.</summary>
    public double[] Doubles() => Type switch
    {
        "F64" => Values<double>(),
        "F32" => Array.ConvertAll(Values<float>(), value => (double)value),
        "F16" => Array.ConvertAll(Values<Half>(), value => (double)value),
        // the upper half of a number of 32 bits
        "BF16" => Array.ConvertAll(Bytes.ToArray<ushort>(), bits => (double)BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        _ => throw new SobolevException(ExitCode.DataMissing, $"tensor {Name} is {Type}, not a floating-point type"),
    };

    private static string TypeName<T>() =>
        typeof(T) == typeof(double) ? "F64"
        : typeof(T) == typeof(float) ? "F32"
        : typeof(T) == typeof(Half) ? "F16"
        : typeof(T) == typeof(long) ? "I64"
        : typeof(T) == typeof(ulong) ? "U64"
        : typeof(T) == typeof(byte) ? "U8"
        : throw new ArgumentException($"{typeof(T)} is not stored in tensors");
}
