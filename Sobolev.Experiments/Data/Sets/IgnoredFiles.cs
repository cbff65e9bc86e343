using System.Globalization;

namespace Sobolev.Data;

/// <summary>Counts files of a data set that are not used, by kind, so that none is left out in silence.</summary>
internal sealed class IgnoredFiles
{
    private readonly Dictionary<FileKind, int> _counts = [];

    public void Add(FileKind kind, int count = 1)
    {
        if (count > 0)
            _counts[kind] = _counts.GetValueOrDefault(kind) + count;
    }

    /// <summary>The most frequent kinds first, as in "10 .txt, 2 hidden files"; empty if nothing was ignored.</summary>
    public override string ToString() =>
        string.Join(", ", _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Many, StringComparer.Ordinal)
        .Select(pair => $"{pair.Value.ToString("N0", CultureInfo.InvariantCulture)} {(pair.Value == 1 ? pair.Key.One : pair.Key.Many)}"));
}

/// <summary>A kind of files, for one and for several of them.</summary>
internal readonly record struct FileKind(string One, string Many)
{
    public static FileKind HiddenFile { get; } = new("hidden file", "hidden files");

    public static FileKind HiddenFolder { get; } = new("hidden folder", "hidden folders");

    public static FileKind LostLink { get; } = new("link that leads to no file", "links that lead to no file");

    public static FileKind OutsideSplits { get; } = new("image outside train and val", "images outside train and val");

    /// <summary>Images of a split that is not read, such as test beside val.</summary>
    public static FileKind OfSplit(string split) => new($"image of {split}", $"images of {split}");

    /// <summary>Images of a split that lie in no folder of a class.</summary>
    public static FileKind WithoutClass(string split) => new($"image of {split} without a class", $"images of {split} without a class");

    /// <summary>Files by the ending of their name.</summary>
    public static FileKind Ending(string name) => Path.GetExtension(name).ToLowerInvariant() is { Length: > 1 } ending
        ? new FileKind(ending, ending)
        : new FileKind("file without an ending", "files without an ending");
}
