using System.Security.Cryptography;
using System.Text;
using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>ImageNet in the layout of ILSVRC2012: its images and their classes. Nothing is decoded.</summary>
/// <param name="Classes">WordNet ids in ordinal order: the label is the place in it.</param>
/// <param name="Training">In the order of their names.</param>
/// <param name="Validation">In the order of their names.</param>
public sealed record ImageNetData(IReadOnlyList<string> Classes, IReadOnlyList<EncodedImage> Training, IReadOnlyList<EncodedImage> Validation)
{
    private static readonly string[] _endings = [".jpeg", ".jpg", ".png"];

    /// <summary>
    /// Reads the layout train/WNID/*.JPEG with val/WNID/*.JPEG or a flat val/*.JPEG: folders, .tar files that hold them (also the
    /// published ILSVRC2012_img_train.tar, a tar of tars, and ILSVRC2012_img_val.tar), or a mixture.
    /// </summary>
    /// <param name="path">A folder, or a .tar, .tar.gz or .tgz.</param>
    /// <param name="groundTruth">For a flat val: see <see cref="GroundTruth"/>; empty looks for a list beside the images.</param>
    /// <param name="classes">Takes at most the first so many classes; 0 takes all.</param>
    /// <exception cref="SobolevException">
    /// Something is missing or contradicts itself; the message says what, where and the remedy (exit 3).
    /// </exception>
    public static ImageNetData Open(string path, string groundTruth, int classes)
    {
        var (training, validation, flat, lists) = (
            new List<(string Class, string Name, IContent Content)>(),
            new List<(string Class, string Name, IContent Content)>(),
            new List<(string Name, IContent Content)>(),
            new Dictionary<string,
            IContent>());
        foreach (var (name, content) in DataSetFiles.Of(path))
        {
            if (!_endings.Contains(Path.GetExtension(name).ToLowerInvariant()))
            {
                if (GroundTruth.IsList(name))
                    lists[Path.GetFileName(name)] = content;
                continue;
            }

            switch (name.Split('/'))
            {
                case [.., "train", var of, _]:
                    training.Add((of, name, content));
                    break;
                case [.., "val", var of, _]:
                    validation.Add((of, name, content));
                    break;
                case [.., "val", _]:
                    flat.Add((name, content));
                    break;
            }
        }

        if (training.Count == 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no images train/WNID/*.JPEG found; the layout must be that of ILSVRC2012, in folders or .tar files");
        if (flat.Count > 0)
            validation.AddRange(GroundTruth.Of(path, groundTruth, lists).Label(flat));
        if (validation.Count == 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no images val/WNID/*.JPEG or val/*.JPEG found; put the validation images beside train");

        string[] all = [.. training.Select(image => image.Class).Distinct().Order(StringComparer.Ordinal)];
        if (validation.Find(image => Array.BinarySearch(all, image.Class, StringComparer.Ordinal) < 0) is { Name: { } stranger, Class: var foreign })
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: {stranger} has class {foreign}, but train has no images of that class");
        string[] taken = classes == 0 || classes >= all.Length ? all : all[..classes];
        if (taken.Length < 2)
            throw new SobolevException(ExitCode.DataMissing, $"{path}: train has a single class, {all[0]}; at least two are needed");
        var data = new ImageNetData(taken, Labelled(training, taken), Labelled(validation, taken));
        return data.Validation.Count > 0 ? data : throw new SobolevException(
            ExitCode.DataMissing,
            $"{path}: no validation images of the first {taken.Length} classes");
    }

    /// <summary>A random sample of <paramref name="count"/> images (<see cref="RandomStream.NextSample"/>).</summary>
    public static IReadOnlyList<EncodedImage> Sample(IReadOnlyList<EncodedImage> images, int count, RandomStream rng) =>
        [.. rng.NextSample(images.Count, count).Select(index => images[index])];

    /// <summary>SHA-256 of names, labels and lengths: another data set has another one, without a pixel being read.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in Training.Concat(Validation))
            hash.AppendData(Encoding.UTF8.GetBytes($"{image.Name[(image.Name.IndexOf('/') + 1)..]}\t{image.Label}\t{image.Content.Length}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static EncodedImage[] Labelled(List<(string Class, string Name, IContent Content)> images, string[] classes) =>
    [
        // the order of a folder listing or an archive says nothing; the name does
        .. from image in images.OrderBy(image => image.Name, StringComparer.Ordinal)
           let label = Array.BinarySearch(classes, image.Class, StringComparer.Ordinal)
           where label >= 0
           select new EncodedImage(image.Name, label, image.Content),
    ];
}
