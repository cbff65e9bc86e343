using System.Formats.Tar;

namespace Sobolev.Data;

/// <summary>
/// All files of a data set with the names that they would have if every archive in it were unpacked into a folder of its name: folders,
/// .tar files, and .tar files inside them. Nothing is unpacked: parts of plain archives are read where they lie.
/// </summary>
internal static class DataSetFiles
{
    private const long LargestCompressed = 1L << 30;
    private const int DeepestArchive = 3;

    /// <summary>Names under which the archives of ILSVRC2012 are published, and the folders they replace.</summary>
    private static readonly Dictionary<string, string> _published = new()
    {
        ["ILSVRC2012_img_train"] = "train",
        ["ILSVRC2012_img_val"] = "val",
    };

    /// <returns>Names with forward slashes, and contents; in no particular order.</returns>
    /// <exception cref="SobolevException">Nothing is there, or an archive is damaged or compressed and large (exit 3).</exception>
    public static IEnumerable<(string Name, IContent Content)> Of(string path)
    {
        if (File.Exists(path))
            return Archive(path, FolderOf(Path.GetFileName(path)));
        if (!Directory.Exists(path))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no such file or folder; give a folder or .tar files with train/WNID/*.JPEG and val/WNID/*.JPEG");
        return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).SelectMany(file =>
        {
            var name = Path.GetRelativePath(path, file).Replace('\\', '/');
            return TarFiles.IsTar(file) ? Archive(file, FolderOf(name)) : [(name, (IContent)new FileContent(file))];
        });
    }

    private static IEnumerable<(string Name, IContent Content)> Archive(string path, string folder)
    {
        if (!TarFiles.IsTar(path))
            throw new SobolevException(ExitCode.DataMissing, $"{path}: not a folder, .tar, .tar.gz or .tgz");
        if (path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
            return Plain(path, folder);
        if (new FileInfo(path).Length > LargestCompressed)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: compressed archives may have at most 1 GB, because they are held in memory; decompress it: a plain .tar of any "
                + "size is read in place");
        return TarFiles.Read(path).Select(file => ($"{folder}/{file.Name}", (IContent)new MemoryContent(file.Content)));
    }

    private static List<(string Name, IContent Content)> Plain(string path, string folder)
    {
        // open as long as its parts are: the handle goes with the last of them
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        var found = new List<(string, IContent)>();
        try
        {
            using var stream = File.OpenRead(path);
            Index(stream, 0, 1);
            return found;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            file.Dispose();
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: truncated, or not a tar archive ({error.Message.TrimEnd('.')}); download the file again",
                error);
        }

        void Index(Stream part, long begin, int depth, string inside = "")
        {
            using var tar = new TarReader(part, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                    continue;
                var name = inside + entry.Name.Replace('\\', '/').TrimStart('.', '/');
                var (offset, length) = (begin + entry.DataOffset, entry.Length);
                if (offset + length > RandomAccess.GetLength(file))
                    throw new InvalidDataException($"it ends within {name}");
                if (!name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) || depth >= DeepestArchive)
                    found.Add(($"{folder}/{name}", new PartContent(file, offset, length)));
                else
                    Index(new PartStream(file, offset, length), offset, depth + 1, FolderOf(name) + "/");
            }
        }
    }

    /// <summary>The folder that an archive would be unpacked to.</summary>
    private static string FolderOf(string archive)
    {
        var slash = archive.LastIndexOf('/') + 1;
        var stem = archive[slash..];
        foreach (var ending in new[] { ".gz", ".tgz", ".tar" })
            stem = stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? stem[..^ending.Length] : stem;
        return archive[..slash] + _published.GetValueOrDefault(stem, stem);
    }
}
