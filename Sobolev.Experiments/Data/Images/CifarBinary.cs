using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// CIFAR-10's own binary format: records of one label byte and 3072 pixels, the red plane before the green before the blue.
/// </summary>
internal static class CifarBinary
{
    private const int ImageSize = 3 * 32 * 32;
    private const int Record = 1 + ImageSize;
    private const int RecordsPerFile = 10_000;

    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly string[] _training = [.. Enumerable.Range(1, 5).Select(k => $"data_batch_{k}.bin")];

    private const string TestFile = "test_batch.bin";

    public static bool IsPart(string name) => Path.GetFileName(name) is var file && (file == TestFile || _training.Contains(file));

    /// <summary>The six files of the data set, by name, as one set of 50,000 and one of 10,000 images.</summary>
    /// <exception cref="SobolevException">A file is missing, truncated or holds something else (exit 3).</exception>
    public static ImageData Parse(IReadOnlyDictionary<string, byte[]> files, string source)
    {
        var missing = _training.Append(TestFile).Where(name => !files.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: {string.Join(", ", missing)} missing; the binary version of CIFAR-10 has six files (sobolev data cifar10 gets "
                + "it)");
        return new ImageData(Set(_training, files, source), Set([TestFile], files, source), Classes);
    }

    private static ImageSet Set(string[] names, IReadOnlyDictionary<string, byte[]> files, string source)
    {
        var count = names.Length * RecordsPerFile;
        var (pixels, labels) = (new LongBytes((long)count * ImageSize), new byte[count]);
        var image = 0;
        foreach (var name in names)
        {
            var records = files[name].AsSpan();
            if (records.Length != RecordsPerFile * Record)
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{source}: {name} has {records.Length} bytes, but {RecordsPerFile * Record} are expected; the file is truncated or a "
                    + "different one, download it again");
            for (; records.Length > 0; records = records[Record..], image++)
            {
                if (records[0] >= Classes.Count)
                    throw new SobolevException(
                        ExitCode.DataMissing,
                        $"{source}: record {image % RecordsPerFile} of {name} has class {records[0]}, above 9; the file is not CIFAR-10");
                labels[image] = records[0];
                records[1..Record].CopyTo(pixels.Slice((long)image * ImageSize, ImageSize));
            }
        }

        return new ImageSet(3, 32, 32, pixels, labels);
    }
}
