using System.Security.Cryptography;
using System.Text;
using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>ImageNet, or images in its layout, and their classes. Nothing is decoded.</summary>
/// <param name="Classes">WordNet ids in the order of torchvision: the label is the place in it.</param>
/// <param name="Training">In the order of their names.</param>
/// <param name="Validation">In the order of their names.</param>
public sealed record ImageNetData(IReadOnlyList<string> Classes, IReadOnlyList<EncodedImage> Training,
    IReadOnlyList<EncodedImage> Validation)
{
    /// <summary>A sentence on what was found and what was ignored.</summary>
    public string Found { get; init; } = "";

    /// <summary>
    /// Reads the layout of <see cref="ImageLayout"/>: folders, archives that hold them (also the published ILSVRC2012_img_train.tar, a tar
    /// of tars, and ILSVRC2012_img_val.tar), or a mixture.
    /// </summary>
    /// <param name="path">A folder, or a .tar, .tar.gz, .tgz or .zip; built-in for <see cref="Shapes"/>.</param>
    /// <param name="groundTruth">For validation images in one folder: see <see cref="GroundTruth"/>; empty looks for a list beside the
    /// images.</param>
    /// <param name="classes">Takes at most the first so many classes; 0 takes all.</param>
    /// <exception cref="SobolevException">
    /// Something is missing or contradicts itself; the message says what, where and the remedy (exit 3).
    /// </exception>
    public static ImageNetData Open(string path, string groundTruth, int classes)
    {
        var all = path == Shapes.Name
            ? ShapeSets.Large()
            : new ImageLayout(path, DataSetFiles.Of(path)).Choose(ImageSplits.ValidationFirst, groundTruth);
        string[] taken = classes == 0 ? [.. all.Classes] : [.. all.Classes.Take(classes)];
        var data = new ImageNetData(taken, Of(all.Training), Of(all.Measured)) { Found = all.Found };
        if (data.Training.Count == 0 || data.Validation.Count == 0)
            throw new SobolevException(ExitCode.DataMissing,
                $"{path}: no {(data.Training.Count == 0 ? "training" : "validation")} images of the first {taken.Length} classes");
        return data;

        IReadOnlyList<EncodedImage> Of(IReadOnlyList<EncodedImage> images) =>
            taken.Length == all.Classes.Count ? images : [.. images.Where(image => image.Label < taken.Length)];
    }

    /// <summary>A random sample of <paramref name="count"/> images (<see cref="RandomStream.NextSample"/>).</summary>
    public static IReadOnlyList<EncodedImage> Sample(IReadOnlyList<EncodedImage> images, int count, RandomStream rng) =>
        [.. rng.NextSample(images.Count, count).Select(index => images[index])];

    /// <summary>SHA-256 of names, labels and lengths: another data set has another one, without a pixel being read.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in Training.Concat(Validation))
            hash.AppendData(
                Encoding.UTF8.GetBytes($"{image.Name[(image.Name.IndexOf('/') + 1)..]}\t{image.Label}\t{image.Content.Length}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
