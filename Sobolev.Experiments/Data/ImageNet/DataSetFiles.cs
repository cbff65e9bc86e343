using Microsoft.Win32.SafeHandles;
using Sobolev.Files;

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
        return FolderFiles.Below(path).SelectMany(file =>
        {
            var name = Printable.Of(Path.GetRelativePath(path, file).Replace('\\', '/'));
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
        return TarFiles.Read(path, _ => true).Select(file => ($"{folder}/{file.Name}", (IContent)new MemoryContent(file.Content)));
    }

    private static List<(string Name, IContent Content)> Plain(string path, string folder)
    {
        // open as long as its parts are: the handle goes with the last of them
        var file = TarFiles.Guarded(() => OpenHandle(path), path);
        var found = new List<(string, IContent)>();
        return TarFiles.Guarded(
            () =>
            {
                Index(0, RandomAccess.GetLength(file), 1, "");
                return found;
            },
            path);

        void Index(long begin, long length, int depth, string inside)
        {
            using var part = new PartStream(file, begin, length);
            var headers = new TarHeaders(part);
            while (headers.Next() is { } entry)
            {
                var name = inside + entry.Name;
                if (!name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) || depth >= DeepestArchive)
                    found.Add(($"{folder}/{name}", new PartContent(file, begin + entry.Offset, entry.Length)));
                else
                    Index(begin + entry.Offset, entry.Length, depth + 1, FolderOf(name) + "/");
            }
        }
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        // a pipe with the name of an archive would be waited for
        InputFile.Open(path).Dispose();
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
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
