using System.Formats.Tar;
using System.IO.Compression;

namespace Sobolev.Tests.Data.Sets;

/// <summary>Files of a data set by name, written as a folder or an archive.</summary>
internal sealed class SetFiles
{
    private readonly List<(string Name, byte[] Content)> _files = [];

    public SetFiles Add(byte[] content, params string[] names)
    {
        _files.AddRange(names.Select(name => (name, content)));
        return this;
    }

    /// <summary>Images by name, each of another colour.</summary>
    public SetFiles Images(params string[] names)
    {
        foreach (var name in names)
            Add(ImageNet.ImageNetSlice.Encode(4, 4, (_, _) => new SkiaSharp.SKColor((byte)_files.Count, (byte)name[^5], 0),
                SkiaSharp.SKEncodedImageFormat.Png), name);
        return this;
    }

    /// <summary>Two classes with two training images each and one of another split.</summary>
    public SetFiles TwoClasses(string split) =>
        Images("train/a/1.png", "train/a/2.png", "train/b/3.png", "train/b/4.png", $"{split}/a/5.png", $"{split}/b/6.png");

    public void Folder(string root)
    {
        foreach (var (name, content) in _files)
        {
            var path = Path.Combine([root, .. name.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    public void Tar(string path)
    {
        using var tar = new TarWriter(File.Create(path));
        foreach (var (name, content) in _files)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    public void Zip(string path)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, content) in _files)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
            entry.Write(content);
        }
    }
}
