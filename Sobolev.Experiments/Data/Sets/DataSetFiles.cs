using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// All files of a data set with the names that they would have if every archive in it were unpacked into a folder of its name: folders,
/// .tar and .zip files, and .tar files inside .tar files. Nothing is unpacked: parts of plain archives are read where they lie.
/// </summary>
internal sealed class DataSetFiles
{
    private const int DeepestArchive = 3;

    /// <summary>Names under which the archives of ILSVRC2012 are published, and the folders they replace.</summary>
    private static readonly Dictionary<string, string> _published = new()
    {
        ["ILSVRC2012_img_train"] = "train",
        ["ILSVRC2012_img_val"] = "val",
    };

    private readonly List<DataSetEntry> _entries = [];
    private readonly IgnoredFiles _ignored = new();

    private DataSetFiles()
    {
    }

    /// <param name="path">A folder or an archive.</param>
    /// <exception cref="SobolevException">Nothing is there, or an archive is damaged, or compressed and large (exit 3).</exception>
    public static DataSetListing Of(string path)
    {
        var files = new DataSetFiles();
        if (File.Exists(path))
            files.AddArchive(path, Printable.Of(Path.GetFileName(path)));
        else if (Directory.Exists(path))
            files.AddFolder(path);
        else
            throw new SobolevException(ExitCode.DataMissing,
                $"{path}: no such file or folder; give a folder, .tar, .tar.gz, .tgz or .zip with train/CLASS/* and val/CLASS/*");
        return new DataSetListing(files._entries, files._ignored);
    }

    private void AddFolder(string root)
    {
        foreach (var (path, kind) in FolderFiles.Walk(root, enters: name => !EntryNames.IsHiddenPart(name)))
        {
            var name = Printable.Of(Path.GetRelativePath(root, path).Replace('\\', '/'));
            if (EntryNames.IsHidden(name))
                _ignored.Add(kind == FolderEntryKind.Folder ? FileKind.HiddenFolder : FileKind.HiddenFile);
            else if (kind == FolderEntryKind.LostLink)
                _ignored.Add(FileKind.LostLink);
            else if (kind == FolderEntryKind.Folder)
                _entries.Add(new DataSetEntry(name, [0], "", null));
            else if (ArchiveFormats.IsArchive(name))
                AddArchive(path, name);
            else
                _entries.Add(new DataSetEntry(name, [0], "", new FileContent(path)));
        }
    }

    private void AddArchive(string path, string name)
    {
        var entries = ArchiveFile.Entries(path);
        ArchiveFile.Guarded(
            () =>
            {
                Add(entries, FolderOf(name), [0], name, 1);
                return true;
            },
            path);
    }

    /// <param name="entries">Entries of an archive.</param>
    /// <param name="folder">Folder that it would be unpacked to.</param>
    /// <param name="around">Roots of the archives around it.</param>
    /// <param name="source">The outermost archive.</param>
    /// <param name="depth">Number of archives around its entries.</param>
    private void Add(List<ArchiveEntry> entries, string folder, IReadOnlyList<int> around, string source, int depth)
    {
        var (found, lost) = ArchiveLinks.Follow(entries);
        _ignored.Add(FileKind.LostLink, lost);
        int[] roots = [folder.Count('/') + 1, .. around];
        foreach (var entry in found)
        {
            var name = $"{folder}/{entry.Name}";
            if (EntryNames.IsHidden(entry.Name))
                _ignored.Add(entry.Kind == EntryKind.Folder ? FileKind.HiddenFolder : FileKind.HiddenFile);
            else if (entry.Content is PartContent part && entry.Name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
                && depth < DeepestArchive)
                Add(part.TarEntries(), FolderOf(name), roots, source, depth + 1);
            else
                _entries.Add(new DataSetEntry(name, roots, source, entry.Content));
        }
    }

    /// <summary>The folder that an archive would be unpacked to.</summary>
    private static string FolderOf(string archive)
    {
        var slash = archive.LastIndexOf('/') + 1;
        var stem = ArchiveFormats.Stem(archive[slash..]);
        return archive[..slash] + _published.GetValueOrDefault(stem, stem);
    }
}
