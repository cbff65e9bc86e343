using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sobolev.Files;

/// <summary>The safetensors format (huggingface.co/docs/safetensors): an 8-byte header length, a JSON header, the tensors' bytes.</summary>
internal static class SafeTensors
{
    private const long LongestHeader = 100_000_000;

    /// <summary>Writes <paramref name="tensors"/> in the order given; <paramref name="metadata"/> goes under __metadata__.</summary>
    public static void Write(Stream stream, IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors)
            stream.Write(tensor.Bytes);
    }

    /// <exception cref="SobolevException">The file is missing, truncated or not of this format (exit 3).</exception>
    public static TensorFile Read(string path)
    {
        byte[] file;
        try
        {
            file = SharedFile.Bytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }

        try
        {
            return Parse(file);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: not a complete safetensors file ({error.Message})", error);
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
                json.WriteStartObject("__metadata__");
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

    private static TensorFile Parse(byte[] file)
    {
        if (file.Length < 8)
            throw new InvalidDataException("the file is shorter than its header");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (headerLength is < 2 or > LongestHeader || headerLength > file.Length - 8)
            throw new InvalidDataException("its header runs past the end");

        using var header = JsonDocument.Parse(file.AsMemory(8, (int)headerLength));
        var data = file.AsMemory(8 + (int)headerLength);
        var metadata = new Dictionary<string, string>();
        var tensors = new List<StoredTensor>();
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
                metadata = entry.Value.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
            else
                tensors.Add(Tensor(entry, data));
        }

        return new TensorFile(tensors, metadata);
    }

    private static StoredTensor Tensor(JsonProperty entry, ReadOnlyMemory<byte> data)
    {
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
        int[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt32())];
        if (offsets is not [var begin, var end] || begin < 0 || end < begin || end > data.Length || shape.Any(n => n < 0))
            throw new InvalidDataException($"tensor {entry.Name} runs past the end");
        var tensor = new StoredTensor(entry.Name, entry.Value.GetProperty("dtype").GetString()!, shape, data[begin..end].ToArray());
        if (shape.Aggregate(1L, (product, n) => checked(product * n)) * tensor.ItemSize != end - begin)
            throw new InvalidDataException($"tensor {entry.Name}: its shape and byte count disagree");
        return tensor;
    }
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

    private string NamesInShort() =>
        string.Join(", ", Tensors.Take(NamesShown).Select(tensor => tensor.Name)) + (Tensors.Count > NamesShown ? $" and {Tensors.Count - NamesShown} more" : "");
}

/// <summary>A named tensor as it lies in a file: little-endian, row by row; <paramref name="Type"/> is F16, F32, F64, I64 ...</summary>
public sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, byte[] Bytes)
{
    public int ItemSize => Type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "BOOL" or "U8" or "I8" => 1,
        _ => throw new InvalidDataException($"tensor {Name}: unknown type {Type}"),
    };

    public static StoredTensor Of<T>(string name, ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged =>
        new(name, TypeName<T>(), shape.Length == 0 ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The values as <typeparamref name="T"/>, which must be the type they were stored in.</summary>
    public T[] Values<T>()
        where T : unmanaged =>
        TypeName<T>() == Type
            ? MemoryMarshal.Cast<byte, T>(Bytes).ToArray()
            : throw new SobolevException(ExitCode.DataMissing, $"tensor {Name} is {Type}, not {TypeName<T>()}");

    /// <summary>The values of a tensor of any floating-point type, widened.</summary>
    public double[] Doubles() => Type switch
    {
        "F64" => Values<double>(),
        "F32" => Array.ConvertAll(Values<float>(), value => (double)value),
        "F16" => Array.ConvertAll(Values<Half>(), value => (double)value),
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
