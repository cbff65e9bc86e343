using System.Security.Cryptography;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// Reads a data set of small images from where its user has it: CIFAR-10's binary files or images by class, in a folder or a tar.
/// </summary>
internal static class ImageSource
{
    private const int LargestFile = 256 << 20;

    /// <exception cref="SobolevException">Nothing is there, or it is truncated, damaged or something else (exit 3).</exception>
    public static ImageData Read(string path)
    {
        if (Directory.Exists(path))
            return Parse(Folder(path), path);
        if (!File.Exists(path))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no such file or folder; give CIFAR-10 as a folder, .tar or .tar.gz, or download it: sobolev data cifar10");
        if (!TarFiles.IsTar(path))
            throw new SobolevException(ExitCode.DataMissing, $"{path}: not a folder, .tar, .tar.gz or .tgz");
        if (Path.GetFileName(path) == CifarArchive.Official.FileName)
            RefuseDamaged(path, CifarArchive.Official);
        return Parse(TarFiles.Read(path, IsPart), path);
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

    private static ImageData Parse(IEnumerable<(string Name, byte[] Content)> files, string source)
    {
        var binary = new Dictionary<string, byte[]>();
        var images = new List<(string, byte[])>();
        foreach (var (name, content) in files)
        {
            if (CifarBinary.IsPart(name))
                binary[Path.GetFileName(name)] = content;
            else if (ImagesByClass.IsPart(name))
                images.Add((name, content));
        }

        return (binary.Count, images.Count) switch
        {
            (0, 0) => throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: found neither CIFAR-10's binary files (data_batch_1.bin ...) nor images (train/CLASS/*.jpg|png)"),
            ( > 0, _) => CifarBinary.Parse(binary, source),
            _ => ImagesByClass.Parse(images, source),
        };
    }

    private static IEnumerable<(string Name, byte[] Content)> Folder(string path)
    {
        foreach (var file in FolderFiles.Below(path))
        {
            var name = Printable.Of(Path.GetRelativePath(path, file).Replace('\\', '/'));
            if (IsPart(name))
                yield return (name, Content(file));
        }
    }

    private static byte[] Content(string file)
    {
        try
        {
            return InputFile.ReadBytes(file, LargestFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{Printable.Of(file)}: {Printable.Of(error.Message)}", error);
        }
    }

    private static bool IsPart(string name) => CifarBinary.IsPart(name) || ImagesByClass.IsPart(name);
}
