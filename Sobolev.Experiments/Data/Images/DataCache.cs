using System.Security.Cryptography;
using System.Text;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// Data sets as this tool keeps them, decoded, with a checksum: the folder SOBOLEV_DATA, or sobolev in the user's cache folder.
/// </summary>
public sealed class DataCache(string folder)
{
    private const string Digest = "sha256";
    private const string Source = "source", Classes = "classes", Found = "found", Unreadable = "unreadable";

    /// <summary>Changes with the rules by which data sets are read: what others left is read again.</summary>
    private const int Rules = 2;

    public static DataCache OfUser() => new(
        Environment.GetEnvironmentVariable("SOBOLEV_DATA") is { Length: > 0 } named ? named
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? Path.Combine(xdg, "sobolev")
        : OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "sobolev", "cache")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "sobolev"));

    public string Folder => folder;

    /// <summary>Path of the data set of this name, whether it exists or not.</summary>
    public string PathOf(string name) => Path.Combine(folder, $"{name}.safetensors");

    /// <summary>CIFAR-10 or a replacement: the cached copy, or the data at <paramref name="path"/> (an archive is decoded once).</summary>
    /// <param name="path">Empty for the cached copy that <c>sobolev data cifar10</c> makes; built-in for <see cref="Shapes"/>.</param>
    /// <param name="mostUnreadable">Images that may be unreadable; they are left out.</param>
    /// <exception cref="SobolevException">It is not there or not whole (exit 3); the message has the remedy.</exception>
    public ImageData Cifar10(string path, int mostUnreadable)
    {
        if (path == Shapes.Name)
            return ShapeSets.Small();
        if (path.Length == 0)
            return File.Exists(PathOf("cifar10")) ? Load("cifar10") : throw new SobolevException(
                ExitCode.DataMissing,
                $"CIFAR-10 is not in {folder}; get it: sobolev data cifar10 (or give a folder or archive with --data, or --data "
                    + $"{Shapes.Name} for images drawn by code)");
        if (!File.Exists(path))
            return ImageSource.Read(path, mostUnreadable);
        var name = $"imported-{Key(new FileInfo(path))}";
        if (!File.Exists(PathOf(name)))
            Store(name, ImageSource.Read(path, mostUnreadable), path);
        var data = Load(name);
        // kept under a higher limit: the message is that of reading it
        return data.Unreadable.Count <= mostUnreadable ? data : ImageSource.Read(path, mostUnreadable);
    }

    /// <summary>Reads a folder or an archive and keeps it under a name.</summary>
    /// <param name="name">Name of the copy.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="replaces">Whether another data set of that name, from wherever it came, is replaced.</param>
    /// <param name="mostUnreadable">Images that may be unreadable; they are left out.</param>
    /// <exception cref="SobolevException">Another data set has the name (exit 2), or this one cannot be read (exit 3).</exception>
    public ImageData Import(string name, string path, bool replaces = false, int mostUnreadable = 0)
    {
        var data = ImageSource.Read(path, mostUnreadable);
        var known = Known(name);
        if (known?.GetValueOrDefault(Digest) == DigestOf(data.Training, data.Test))
            return data;
        if (known is not null && !replaces)
            throw new SobolevException(
                ExitCode.Usage,
                $"{PathOf(name)}: holds other images, imported from "
                    + $"{Printable.Of(known.GetValueOrDefault(Source) ?? "an unknown source")}; add --replace to replace them");
        Store(name, data, path);
        return data;
    }

    /// <exception cref="SobolevException">The file is missing or damaged (exit 3).</exception>
    public ImageData Load(string name)
    {
        var file = SafeTensors.Read(PathOf(name));
        var (training, test) = (Set(file, "train", PathOf(name)), Set(file, "test", PathOf(name)));
        if (file.Metadata.GetValueOrDefault(Digest) != DigestOf(training, test))
            throw Damaged(PathOf(name));
        var classes = Names(file, Classes);
        if (training.Labels.Concat(test.Labels).Any(label => label >= classes.Length))
            throw Damaged(PathOf(name));
        return new ImageData(training, test, classes)
        {
            Found = Printable.Of(file.Metadata.GetValueOrDefault(Found)
                ?? $"{training.Count} images of train and {test.Count} of test, {classes.Length} classes"),
            Unreadable = Names(file, Unreadable),
        };
    }

    /// <summary>The metadata of a data set that the cache has; null if it has no such file, or a damaged one.</summary>
    private IReadOnlyDictionary<string, string>? Known(string name)
    {
        try
        {
            return File.Exists(PathOf(name)) ? SafeTensors.ReadMetadata(PathOf(name)) : null;
        }
        catch (SobolevException)
        {
            return null;
        }
    }

    private void Store(string name, ImageData data, string source)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveLeftovers(folder, TimeProvider.System);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(
                ExitCode.OutOfResources,
                $"{folder}: {error.Message} (SOBOLEV_DATA names another folder for data)",
                error);
        }

        var metadata = new Dictionary<string, string>
        {
            [Classes] = NameList.Join(data.Classes),
            [Found] = data.Found,
            [Unreadable] = NameList.Join(data.Unreadable),
            [Source] = Path.GetFileName(Path.TrimEndingDirectorySeparator(source)),
            [Digest] = DigestOf(data.Training, data.Test),
        };
        AtomicFile.Write(PathOf(name),
            stream => SafeTensors.Write(stream, [.. Tensors("train", data.Training), .. Tensors("test", data.Test)], metadata));
    }

    private static IEnumerable<StoredTensor> Tensors(string split, ImageSet set)
    {
        yield return new StoredTensor($"{split}.images", "U8", [set.Count, set.Channels, set.Height, set.Width], set.Pixels);
        yield return StoredTensor.Of<byte>($"{split}.labels", set.Labels);
    }

    private static string[] Names(TensorFile file, string key) =>
        file.Metadata.GetValueOrDefault(key) is { Length: > 0 } names ? NameList.Split(names) : [];

    private static ImageSet Set(TensorFile file, string split, string path)
    {
        var (images, labels) = (file[$"{split}.images"], file[$"{split}.labels"].Values<byte>());
        return images is
        {
            Type: "U8", Shape: [> 0 and var count, > 0 and <= 4 and var channels,
            > 0 and <= PixelLimit.LongestSide and var height, > 0 and <= PixelLimit.LongestSide and var width]
        }
            && count == labels.Length && height * width <= PixelLimit.Most
            ? new ImageSet((int)channels, (int)height, (int)width, images.Bytes, labels)
            : throw Damaged(path);
    }

    private static SobolevException Damaged(string path) => new(
        ExitCode.DataMissing,
        $"{path}: damaged, its checksum does not match; delete it and get the data again (sobolev data cifar10)");

    private static string DigestOf(ImageSet training, ImageSet test) => $"{training.Digest()}-{test.Digest()}";

    private static string Key(FileInfo file) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{Rules}")))[..16];
}
