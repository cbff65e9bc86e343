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

    public static DataCache OfUser() => new(
        Environment.GetEnvironmentVariable("SOBOLEV_DATA") is { Length: > 0 } named ? named
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? Path.Combine(xdg, "sobolev")
        : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "sobolev", "cache")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "sobolev"));

    public string Folder => folder;

    /// <summary>Path of the data set of this name, whether it exists or not.</summary>
    public string PathOf(string name) => Path.Combine(folder, $"{name}.safetensors");

    /// <summary>CIFAR-10 or a replacement: the cached copy, or the data at <paramref name="path"/> (an archive is decoded once).</summary>
    /// <param name="path">Empty for the cached copy that <c>sobolev data cifar10</c> makes.</param>
    /// <exception cref="SobolevException">It is not there or not whole (exit 3); the message has the remedy.</exception>
    public ImageData Cifar10(string path)
    {
        if (path.Length == 0)
            return File.Exists(PathOf("cifar10")) ? Load("cifar10") : throw new SobolevException(
                ExitCode.DataMissing,
                $"CIFAR-10 is not in {folder}; get it: sobolev data cifar10 (or give a folder or archive with --data)");
        if (!File.Exists(path))
            return ImageSource.Read(path);
        var name = $"imported-{Key(new FileInfo(path))}";
        if (!File.Exists(PathOf(name)))
            Store(name, ImageSource.Read(path), path);
        return Load(name);
    }

    /// <summary>Reads a folder or an archive and keeps it under a name.</summary>
    public ImageData Import(string name, string path)
    {
        var data = ImageSource.Read(path);
        Store(name, data, path);
        return data;
    }

    /// <exception cref="SobolevException">The file is missing or damaged (exit 3).</exception>
    public ImageData Load(string name)
    {
        var file = SafeTensors.Read(PathOf(name));
        var (training, test) = (Set(file, "train"), Set(file, "test"));
        if (file.Metadata.GetValueOrDefault(Digest) != DigestOf(training, test))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{PathOf(name)}: damaged, its checksum does not match; delete it and get the data again (sobolev data cifar10)");
        return new ImageData(training, test, file.Metadata["classes"].Split(','));
    }

    private void Store(string name, ImageData data, string source)
    {
        try
        {
            Directory.CreateDirectory(folder);
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
            ["classes"] = string.Join(',', data.Classes),
            ["source"] = Path.GetFileName(source),
            [Digest] = DigestOf(data.Training, data.Test),
        };
        AtomicFile.Write(PathOf(name), stream => SafeTensors.Write(stream, [.. Tensors("train", data.Training), .. Tensors("test", data.Test)], metadata));
    }

    private static IEnumerable<StoredTensor> Tensors(string split, ImageSet set)
    {
        yield return StoredTensor.Of<byte>($"{split}.images", set.Pixels, set.Count, set.Channels, set.Height, set.Width);
        yield return StoredTensor.Of<byte>($"{split}.labels", set.Labels);
    }

    private static ImageSet Set(TensorFile file, string split)
    {
        var images = file[$"{split}.images"];
        return new ImageSet((int)images.Shape[1], (int)images.Shape[2], (int)images.Shape[3], images.Bytes, file[$"{split}.labels"].Bytes);
    }

    private static string DigestOf(ImageSet training, ImageSet test) => $"{training.Digest()}-{test.Digest()}";

    private static string Key(FileInfo file) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")))[..16];
}
