namespace Sobolev.Data;

/// <summary>The images below the folders of one split.</summary>
/// <param name="name">Name of the split.</param>
internal sealed class SplitImages(string name)
{
    /// <summary>Tiny ImageNet has its validation images in val/images, and those of a class in train/CLASS/images.</summary>
    private const string PlainFolder = "images";

    private readonly List<PlacedImage> _images = [];
    private readonly HashSet<string> _folders = [];

    public string Name => name;

    public int Count => _images.Count;

    /// <summary>Classes by their folders, with images or without.</summary>
    public IReadOnlySet<string> Folders => _folders;

    public void Add(PlacedImage image)
    {
        _images.Add(image);
        if (image.Class.Length > 0)
            _folders.Add(image.Class);
    }

    public void AddFolder(string ofClass) => _folders.Add(ofClass);

    /// <summary>The images in folders of classes.</summary>
    /// <param name="classes">Classes of the training images; null while these are looked for.</param>
    public IEnumerable<PlacedImage> Labelled(IReadOnlySet<string>? classes) => _images.Where(image => !IsFlat(image, classes));

    /// <summary>The images in the split's own folder or in a folder images.</summary>
    public IEnumerable<PlacedImage> Flat(IReadOnlySet<string>? classes) => _images.Where(image => IsFlat(image, classes));

    /// <summary>One set must come from one place: an archive beside the folder that it was unpacked to would count twice.</summary>
    /// <exception cref="SobolevException">Two places have an image of one class and name (exit 3).</exception>
    public void RefuseTwice(string path)
    {
        if (_images.Count == 0 || _images.TrueForAll(image => image.SharesPlace(_images[0])))
            return;
        var known = new Dictionary<(string Class, string File), PlacedImage>(_images.Count);
        foreach (var image in _images)
        {
            if (!known.TryAdd((image.Class, Path.GetFileName(image.Name)), image)
                && known[(image.Class, Path.GetFileName(image.Name))] is var other && !image.SharesPlace(other))
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{path}: {image.Within} of {name} is in {other.Place} and in {image.Place}, two sources of one set; remove one of "
                        + $"them, or give one alone");
        }
    }

    private static bool IsFlat(PlacedImage image, IReadOnlySet<string>? classes) =>
        image.Class.Length == 0 || (image.Class == PlainFolder && classes?.Contains(PlainFolder) == false);
}
