namespace Sobolev.Data;

/// <summary>
/// The names of the folders that divide a data set, in any case, each list in the order of preference: the images of the first that there
/// is are read.
/// </summary>
internal static class ImageSplits
{
    public static IReadOnlyList<string> Training { get; } = ["train", "training"];

    public static IReadOnlyList<string> ValidationFirst { get; } = ["val", "valid", "validation", "test", "testing"];

    public static IReadOnlyList<string> TestFirst { get; } = ["test", "testing", "val", "valid", "validation"];

    private static readonly Dictionary<string, string> _names = Training.Concat(ValidationFirst)
        .ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The split that a folder's name stands for, or null.</summary>
    public static string? Of(string folder) => _names.GetValueOrDefault(folder);
}
