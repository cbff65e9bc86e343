namespace Sobolev.Data;

/// <summary>A data set and the number of images in it, for the titles of plots.</summary>
internal static class DataTitle
{
    /// <param name="data">The key data.</param>
    /// <param name="unnamed">Name of the set that an empty key means.</param>
    /// <param name="trainImages">Images that each trial trains on; 0 = all.</param>
    public static string Of(string data, string unnamed, int trainImages)
    {
        var name = data.Length == 0 ? unnamed
            : data == Shapes.Name ? Shapes.Title
            : Printable.Of(ArchiveFormats.Stem(Path.GetFileName(Path.TrimEndingDirectorySeparator(data))), 60);
        return $"{name}, {(trainImages == 0 ? "all" : FormattableString.Invariant($"{trainImages:N0}"))} training images";
    }
}
