namespace Sobolev.Data;

/// <summary>The images of one of CIFAR's files.</summary>
/// <param name="Labels">(count)</param>
/// <param name="Image">Pixels of an image by its number: the red plane before the green before the blue, 32 x 32 each.</param>
internal sealed record CifarBatch(byte[] Labels, Func<int, ReadOnlySpan<byte>> Image)
{
    public const int Side = 32, ImageSize = 3 * Side * Side;

    /// <summary>Records of label bytes and 3072 pixels.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="labelBytes">1 in CIFAR-10; 2 in CIFAR-100, the coarse label before the fine one, which is read.</param>
    /// <param name="count">Images that the file has.</param>
    /// <exception cref="InvalidDataException">Its length is another one.</exception>
    public static CifarBatch OfRecords(byte[] bytes, int labelBytes, int count)
    {
        var record = labelBytes + ImageSize;
        if (bytes.LongLength != (long)count * record)
            throw new InvalidDataException($"{bytes.Length} bytes, but {(long)count * record} are expected; the file is truncated or a "
                + $"different one, download it again");
        var labels = new byte[count];
        for (var image = 0; image < count; image++)
            labels[image] = bytes[image * record + labelBytes - 1];
        return new CifarBatch(labels, image => bytes.AsSpan(image * record + labelBytes, ImageSize));
    }

    /// <summary>A pickled dictionary of data, an array of bytes of a row an image, and a list of labels.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="labelsName">The name of the list.</param>
    /// <param name="count">Images that the file has.</param>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static CifarBatch OfPickle(byte[] bytes, string labelsName, int count)
    {
        if (PickleReader.Read(bytes) is not Dictionary<string, object?> batch
            || batch.GetValueOrDefault("data") is not PickledArray data
            || batch.GetValueOrDefault(labelsName) is not List<object?> labels)
            throw new InvalidDataException($"not a dictionary of data and {labelsName}, as the files of CIFAR's Python version are");
        if (data.Type is not ("u1" or "|u1" or "uint8") || !data.Shape.SequenceEqual([count, (long)ImageSize])
            || data.Bytes.Length != (long)count * ImageSize || labels.Count != count)
            throw new InvalidDataException($"{labels.Count} labels and an array of shape {string.Join(" x ", data.Shape)}, but {count} x "
                + $"{ImageSize} bytes are expected");
        byte[] numbers = [.. labels.Select(label => label is long number and >= 0 and <= 255
            ? (byte)number
            : throw new InvalidDataException("a label that is not a number from 0 to 255"))];
        return new CifarBatch(numbers, image => data.Bytes.Span.Slice(image * ImageSize, ImageSize));
    }
}
