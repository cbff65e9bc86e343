using System.Security.Cryptography;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// Reads a data set of small images from where its user has it: CIFAR as it is published, or images by class, in a folder or an archive.
/// </summary>
internal static class ImageSource
{
    /// <param name="path">A folder, or a .tar, .tar.gz, .tgz or .zip.</param>
    /// <param name="mostUnreadable">Images that may be unreadable; they are left out.</param>
    /// <exception cref="SobolevException">Nothing is there, or it is truncated, damaged or something else (exit 3).</exception>
    public static ImageData Read(string path, int mostUnreadable = 0)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no such file or folder; give a folder, .tar, .tar.gz or .zip, or download CIFAR-10: sobolev data cifar10");
        if (File.Exists(path) && Path.GetFileName(path) == CifarArchive.Official.FileName)
            RefuseDamaged(path, CifarArchive.Official);
        var listing = DataSetFiles.Of(path);
        var (cifar, layout) = (CifarFiles.In(listing), new ImageLayout(path, listing));
        string[] sources =
            [.. cifar.Select(files => $"{files.Name} in {files.Place}"), .. layout.HasImages ? ["images by class"] : Array.Empty<string>()];
        if (sources.Length > 1)
            throw new SobolevException(ExitCode.DataMissing,
                $"{path}: several data sets: {string.Join("; ", sources)}; remove all but one, or give one alone");
        if (sources.Length == 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: found neither CIFAR's files (data_batch_1.bin ...) nor images (train/CLASS/*.jpg|png); CIFAR-10 is "
                    + $"downloaded by sobolev "
                + $"data cifar10{(listing.Ignored.ToString() is { Length: > 0 } ignored ? $"; there are {ignored}" : "")}");
        return cifar.Count > 0 ? cifar[0].Read(path) : ImagesByClass.Decode(layout.Choose(ImageSplits.TestFirst, ""), path, mostUnreadable);
    }

    /// <exception cref="SobolevException">The file is not the one that was published (exit 3).</exception>
    public static void RefuseDamaged(string path, CifarArchive archive)
    {
        using var file = InputFile.Open(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        if (digest != archive.Sha256)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: damaged or incomplete: {file.Length} bytes with SHA-256 {digest}, expected {archive.Length} bytes with "
                + $"{archive.Sha256}; delete it and download it again: sobolev data cifar10");
    }
}
