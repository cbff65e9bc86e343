using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>The files of a published form of CIFAR, in a folder of a data set.</summary>
/// <param name="version">The form.</param>
/// <param name="folder">The folder, for messages.</param>
/// <param name="files">The files of that folder, by name.</param>
internal sealed class CifarFiles(CifarVersion version, string folder, IReadOnlyDictionary<string, DataSetEntry> files)
{
    public string Place =>
        files.Values.First().Source is { Length: > 0 } archive ? archive : folder.Length > 0 ? $"the folder {folder}" : "the folder itself";

    public string Name => version.Name;

    /// <summary>Every form of CIFAR in a data set.</summary>
    public static IReadOnlyList<CifarFiles> In(DataSetListing listing) =>
    [
        .. from entry in listing.Entries
           where entry.Content is not null
           group entry by (entry.Source, Folder: FolderOf(entry.Name)) into folder
           let names = folder.GroupBy(entry => Path.GetFileName(entry.Name)).ToDictionary(same => same.Key, same => same.First())
           let known = names.Keys.ToHashSet()
           from version in CifarVersion.All
           where version.IsIn(known)
           select new CifarFiles(version, folder.Key.Folder, names),
    ];

    /// <exception cref="SobolevException">A file is missing, truncated or holds something else (exit 3).</exception>
    public ImageData Read(string source)
    {
        string[] missing = [.. version.Files.Where(name => !files.ContainsKey(name))];
        if (missing.Length > 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: {string.Join(", ", missing)} missing; {version.Name} has {version.Files.Count()} files (sobolev data "
                    + $"cifar10 gets CIFAR-10)");
        var classes = version.ClassFile is { } name ? Parsed(name, source, version.ClassesOf) : CifarVersion.TenClasses;
        var training = Set(version.Training, version.Count, classes.Count, source);
        var test = Set([version.Test], CifarVersion.TestCount, classes.Count, source);
        return new ImageData(training, test, classes)
        {
            Found = string.Create(CultureInfo.InvariantCulture,
                $"{version.Name}: {training.Count:N0} images of train and {test.Count:N0} of test, {classes.Count} classes"),
        };
    }

    private ImageSet Set(IReadOnlyList<string> names, int count, int classes, string source)
    {
        var (pixels, labels) = (new LongBytes((long)names.Count * count * CifarBatch.ImageSize), new byte[names.Count * count]);
        for (var file = 0; file < names.Count; file++)
        {
            var batch = Parsed(names[file], source, bytes => version.Read(bytes, count));
            for (var image = 0; image < count; image++)
            {
                var at = file * count + image;
                labels[at] = batch.Labels[image] < classes ? batch.Labels[image] : throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{source}: record {image} of {names[file]} has class {batch.Labels[image]}, above {classes - 1}; the file is "
                        + $"not of {version.Name}");
                batch.Image(image).CopyTo(pixels.Slice((long)at * CifarBatch.ImageSize, CifarBatch.ImageSize));
            }
        }

        return new ImageSet(3, CifarBatch.Side, CifarBatch.Side, pixels, labels);
    }

    private T Parsed<T>(string name, string source, Func<byte[], T> read)
    {
        try
        {
            return read(files[name].Content!.Read());
        }
        catch (InvalidDataException error)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{source}: {name} has {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{source}: {name}: {Printable.Of(error.Message)}", error);
        }
    }

    private static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";
}
