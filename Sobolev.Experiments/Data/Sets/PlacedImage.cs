namespace Sobolev.Data;

/// <summary>An image in a folder of a split.</summary>
/// <param name="Entry">Its file.</param>
/// <param name="Root">Length of the path of the split's folder.</param>
/// <param name="Class">Its class; empty for an image in the split's own folder.</param>
internal readonly record struct PlacedImage(DataSetEntry Entry, int Root, string Class)
{
    public string Name => Entry.Name;

    public IContent Content => Entry.Content!;

    /// <summary>The path below the folder of the split.</summary>
    public string Within => Entry.Name[(Root + 1)..];

    /// <summary>Where the folder of the split lies: an archive, or the folder.</summary>
    public string Place => Entry.Source.Length > 0 ? Entry.Source : $"the folder {Entry.Name[..Root]}";

    public bool SharesPlace(PlacedImage other) =>
        Entry.Source == other.Entry.Source && Entry.Name.AsSpan(0, Root).SequenceEqual(other.Entry.Name.AsSpan(0, other.Root));
}
