namespace Sobolev.Data;

/// <summary>
/// Images in folders by class, as torchvision reads them: train/CLASS/* and val/CLASS/* at any depth, below any leading folders. Images of
/// val/* or val/images/* take their classes from a list (<see cref="GroundTruth"/>). Every file that is not used is counted.
/// </summary>
internal sealed class ImageLayout
{
    private readonly Dictionary<string, SplitImages> _splits = [];
    private readonly Dictionary<string, DataSetEntry> _lists = [];
    private readonly IgnoredFiles _ignored;
    private readonly string _path;

    /// <param name="path">The data set, named in errors.</param>
    /// <param name="listing">Its files.</param>
    /// <exception cref="SobolevException">An image is in two places (exit 3).</exception>
    public ImageLayout(string path, DataSetListing listing)
    {
        (_path, _ignored) = (path, listing.Ignored);
        foreach (var entry in listing.Entries)
            Place(entry);
        foreach (var split in _splits.Values)
            split.RefuseTwice(path);
    }

    /// <summary>Whether there are images in folders of a split.</summary>
    public bool HasImages => _splits.Values.Any(split => split.Count > 0);

    /// <summary>The training images, and those of the first split of a list that has images with classes.</summary>
    /// <param name="splits">Names of splits, the preferred first.</param>
    /// <param name="groundTruth">The user's list of classes for images in one folder; empty looks for one inside the data set.</param>
    /// <exception cref="SobolevException">Something is missing or contradicts itself (exit 3); the message has the remedy.</exception>
    public LabelledImages Choose(IReadOnlyList<string> splits, string groundTruth)
    {
        var train = ImageSplits.Training.Select(name => _splits.GetValueOrDefault(name))
            .FirstOrDefault(split => split?.Labelled(null).Any() == true) ?? throw Missing();
        var training = train.Labelled(null).ToArray();
        // a folder without images is a class too, as in torchvision: the labels of the others are theirs
        string[] classes = [.. train.Folders.Order(CodePointOrder.Instance)];
        if (classes.Length < 2)
            throw new SobolevException(ExitCode.DataMissing,
                $"{_path}: {train.Name} has a single class, {classes[0]}; at least two are needed");
        var (split, measured) = Measured(splits, groundTruth, train.Folders);
        CountIgnored(train, split, measured.Count);
        var labels = classes.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label);
        if (measured.Find(image => !labels.ContainsKey(image.Class)) is { Entry: not null } stranger)
            throw new SobolevException(ExitCode.DataMissing,
                $"{_path}: {stranger.Name} has class {stranger.Class}, but {train.Name} has no images of that class");
        string[] empty = [.. classes.Except(training.Select(image => image.Class))];
        return new LabelledImages(
            classes,
            InOrder(training, labels),
            InOrder(measured, labels),
            new FoundImages(training.Length, measured.Count, split.Name, classes.Length, empty, _ignored).ToString());
    }

    private void Place(DataSetEntry entry)
    {
        var parts = entry.Name.Split('/');
        var isImage = entry.Content is not null && ImageEndings.Has(entry.Name);
        if (PlaceOf(parts, entry.Roots) is not (var split, var at))
        {
            if (isImage)
                _ignored.Add(FileKind.OutsideSplits);
            else
                CountOther(entry);
            return;
        }

        var images = _splits.TryGetValue(split, out var known) ? known : _splits[split] = new SplitImages(split);
        if (isImage)
            images.Add(new PlacedImage(entry, LengthOf(parts.AsSpan(0, at + 1)), parts.Length - at > 2 ? parts[at + 1] : ""));
        else if (entry.Content is null && parts.Length - at == 2)
            images.AddFolder(parts[^1]);
        else
            CountOther(entry);
    }

    private static int LengthOf(ReadOnlySpan<string> parts)
    {
        var length = parts.Length - 1;
        foreach (var part in parts)
            length += part.Length;
        return length;
    }

    private void CountOther(DataSetEntry entry)
    {
        if (entry.Content is null)
            return;
        if (GroundTruth.IsList(entry.Name))
            _lists[Path.GetFileName(entry.Name)] = entry;
        else
            _ignored.Add(FileKind.Ending(entry.Name));
    }

    /// <summary>The outermost folder of a split, within the innermost archive that has one.</summary>
    private static (string Split, int At)? PlaceOf(string[] parts, IReadOnlyList<int> roots)
    {
        foreach (var root in roots)
        {
            for (var k = root; k < parts.Length - 1; k++)
            {
                if (ImageSplits.Of(parts[k]) is { } split)
                    return (split, k);
            }
        }

        return null;
    }

    private (SplitImages Split, List<PlacedImage> Images) Measured(IReadOnlyList<string> names, string groundTruth,
        IReadOnlySet<string> classes)
    {
        var hasList = groundTruth.Length > 0 || GroundTruth.IsAmong(_lists.Keys);
        SplitImages[] splits = [.. names.Where(_splits.ContainsKey).Select(name => _splits[name])];
        foreach (var split in splits)
        {
            List<PlacedImage> images = [.. split.Labelled(classes)];
            // the list is of the validation images, not of those of a contest's test
            if (hasList && split.Name is not ("test" or "testing") && split.Flat(classes).Any())
                images.AddRange(GroundTruthOf(groundTruth).Label([.. split.Flat(classes)]));
            if (images.Count > 0)
                return (split, images);
        }

        if (splits.FirstOrDefault(split => split.Flat(classes).Any()) is not null)
            _ = GroundTruthOf(groundTruth);
        throw new SobolevException(
            ExitCode.DataMissing,
            $"{_path}: no images {names[0]}/CLASS/*.jpg|png found (for ImageNet val/WNID/*.JPEG or val/*.JPEG); put them "
                + $"beside train, in a folder {string.Join(", ", names)}{Beside()}");
    }

    private GroundTruth GroundTruthOf(string given) =>
        GroundTruth.Of(_path, given, _lists.ToDictionary(pair => pair.Key, pair => pair.Value.Content!));

    private void CountIgnored(SplitImages train, SplitImages measured, int count)
    {
        foreach (var split in _splits.Values)
        {
            if (split == train)
                _ignored.Add(FileKind.WithoutClass(split.Name), split.Flat(null).Count());
            else if (split == measured)
                _ignored.Add(FileKind.WithoutClass(split.Name), split.Count - count);
            else
                _ignored.Add(FileKind.OfSplit(split.Name), split.Count);
        }
    }

    private static EncodedImage[] InOrder(IEnumerable<PlacedImage> images, Dictionary<string, int> labels) =>
    [
        // the order of a folder listing or an archive says nothing; the name does
        .. images.OrderBy(image => image.Name, StringComparer.Ordinal)
        .Select(image => new EncodedImage(image.Name, labels[image.Class], image.Content)),
    ];

    private SobolevException Missing()
    {
        var flat = _splits.GetValueOrDefault("train")?.Count > 0
            ? "; those of train lie in one folder: put each into a folder of its class"
            : "";
        return new SobolevException(
            ExitCode.DataMissing,
            $"{_path}: no images train/CLASS/*.jpg|png found (for ImageNet train/WNID/*.JPEG), in folders, .tar or .zip "
                + $"files{flat}{Beside()}");
    }

    private string Beside() => _ignored.ToString() is { Length: > 0 } ignored ? $"; there are {ignored}" : "";
}
