using System.Text;

namespace Sobolev.Data;

/// <summary>One of the four forms in which CIFAR is published (Krizhevsky 2009).</summary>
/// <param name="Name">For messages.</param>
/// <param name="Training">Names of the files of training images.</param>
/// <param name="Test">Name of the file of test images.</param>
/// <param name="Count">Images of a file of training images; the test has 10,000 in every form.</param>
/// <param name="Read">Reads a file that has a number of images.</param>
internal sealed record CifarVersion(string Name, IReadOnlyList<string> Training, string Test, int Count, Func<byte[], int, CifarBatch> Read)
{
    public const int TestCount = 10_000;

    /// <summary>Names of the classes of CIFAR-10, in the order of the labels.</summary>
    public static IReadOnlyList<string> TenClasses { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    public static IReadOnlyList<CifarVersion> All { get; } =
    [
        new("the binary version of CIFAR-10", [.. Batches.Select(name => name + ".bin")], "test_batch.bin", 10_000,
            (bytes, count) => CifarBatch.OfRecords(bytes, 1, count)),
        new("the Python version of CIFAR-10", [.. Batches], "test_batch", 10_000,
            (bytes, count) => CifarBatch.OfPickle(bytes, "labels", count)),
        new("the binary version of CIFAR-100", ["train.bin"], "test.bin", 50_000, (bytes, count) => CifarBatch.OfRecords(bytes, 2, count))
        {
            ClassFile = "fine_label_names.txt",
            ClassesOf = bytes => [.. Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)],
        },
        new("the Python version of CIFAR-100", ["train"], "test", 50_000,
            (bytes, count) => CifarBatch.OfPickle(bytes, "fine_labels", count))
        {
            ClassFile = "meta",
            ClassesOf = bytes => PickleReader.Read(bytes) is Dictionary<string, object?> meta
                && meta.GetValueOrDefault("fine_label_names") is List<object?> names
                ? [.. names.Select(name => name?.ToString() ?? "")]
                : throw new InvalidDataException("not a dictionary of fine_label_names"),
        },
    ];

    /// <summary>Name of the file of class names; null where they are known.</summary>
    public string? ClassFile { get; private init; }

    public Func<byte[], IReadOnlyList<string>> ClassesOf { get; private init; } = _ => TenClasses;

    /// <summary>All files, which lie in one folder.</summary>
    public IEnumerable<string> Files => [.. Training, Test, .. ClassFile is null ? Array.Empty<string>() : [ClassFile]];

    private static IEnumerable<string> Batches => Enumerable.Range(1, 5).Select(k => $"data_batch_{k}");

    /// <summary>Whether the files of a folder are, or are a part of, this version; names as short as "train" must all be there.</summary>
    public bool IsIn(IReadOnlySet<string> names) => Training[0] == "train" ? Files.All(names.Contains) : Files.Any(names.Contains);
}
