namespace Sobolev.Files;

/// <summary>
/// The files below a folder. Links to folders are followed, as data sets are often put together from them; one that leads back to a folder
/// around it adds nothing and is passed over.
/// </summary>
internal static class FolderFiles
{
    /// <summary>Links to one folder that are followed; more would multiply with those inside.</summary>
    private const int MostLinksToOne = 16;

    /// <summary>The attributes of an entry that was removed after its folder was listed; they have the bit of a folder too.</summary>
    private const FileAttributes Gone = (FileAttributes)(-1);

    /// <param name="root">A folder.</param>
    /// <param name="deepest">Folders below the root that are entered: 0 for its own files alone.</param>
    /// <param name="passesOver">Whether folders that must not be listed are passed over, and hidden ones too.</param>
    /// <returns>Paths that begin with the root, in no particular order.</returns>
    /// <exception cref="SobolevException">A folder cannot be listed, or links multiply (exit 3).</exception>
    public static IEnumerable<string> Below(string root, int deepest = int.MaxValue, bool passesOver = false) =>
        Walk(root, deepest, passesOver).Where(entry => entry.Kind != FolderEntryKind.Folder).Select(entry => entry.Path);

    /// <summary>The files and folders below a folder.</summary>
    /// <param name="enters">Whether a folder of that name is entered; null enters all.</param>
    /// <inheritdoc cref="Below"/>
    public static IEnumerable<(string Path, FolderEntryKind Kind)> Walk(string root, int deepest = int.MaxValue, bool passesOver = false,
        Predicate<string>? enters = null)
    {
        var entered = new Dictionary<string, int>();
        var open = new Stack<Folder>([new Folder(root, null, 0)]);
        while (open.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder.Path, passesOver))
            {
                var path = Path.Combine(folder.Path, entry.Name);
                var kind = KindOf(entry);
                if (kind == FolderEntryKind.Folder && folder.Depth < deepest && enters?.Invoke(entry.Name) != false)
                {
                    if (!Enters(entry, folder, entered))
                        continue;
                    open.Push(new Folder(path, folder, folder.Depth + 1));
                }

                yield return (path, kind);
            }
        }
    }

    /// <summary>Something below a folder that is neither a folder nor a regular file, such as a link; or null.</summary>
    public static string? FirstIrregular(string root)
    {
        var open = new Stack<string>([root]);
        while (open.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder, passesOver: false))
            {
                var path = Path.Combine(folder, entry.Name);
                if (IsLink(entry))
                    return path;
                if ((entry.Attributes & FileAttributes.Directory) != 0)
                    open.Push(path);
                else if (!FileStatus.IsRegular(path) && File.Exists(path))
                    return path;
            }
        }

        return null;
    }

    private static FolderEntryKind KindOf(FileSystemInfo entry)
    {
        if (!IsLink(entry))
            return (entry.Attributes & FileAttributes.Directory) != 0 ? FolderEntryKind.Folder : FolderEntryKind.File;
        return Directory.Exists(entry.FullName)
            ? FolderEntryKind.Folder
            : LeadsToFile(entry) ? FolderEntryKind.File : FolderEntryKind.LostLink;
    }

    // the attributes came with the listing, the target is a system call; a reparse point of Windows can be something else than a link
    private static bool IsLink(FileSystemInfo entry) =>
        (entry.Attributes & FileAttributes.ReparsePoint) != 0 && entry.LinkTarget is not null;

    /// <summary>Whether a link does; to File.Exists a link itself is a file.</summary>
    private static bool LeadsToFile(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true)?.Exists == true;
        }
        catch (IOException)
        {
            // links in a circle
            return false;
        }
    }

    private static bool Enters(FileSystemInfo entry, Folder around, Dictionary<string, int> entered)
    {
        if (!IsLink(entry))
            return true;
        var identity = FileStatus.IdentityOf(entry.FullName);
        for (var outer = around; outer is not null; outer = outer.Around)
        {
            if (outer.Identity == identity)
                return false;
        }

        entered[identity] = entered.GetValueOrDefault(identity) + 1;
        return entered[identity] <= MostLinksToOne ? true : throw new SobolevException(
            ExitCode.DataMissing,
            $"{Printable.Of(entry.FullName)}: more than {MostLinksToOne} links lead to this folder; remove links or "
                + $"copy what they lead to");
    }

    private static FileSystemInfo[] Entries(string folder, bool passesOver)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos("*", new EnumerationOptions
            {
                AttributesToSkip = passesOver ? FileAttributes.Hidden | FileAttributes.System : 0,
            });
            return [.. entries.Where(entry => entry.Attributes != Gone)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return passesOver ? [] : throw new SobolevException(
                ExitCode.DataMissing,
                $"{Printable.Of(folder)}: cannot be listed ({Printable.Of(error.Message)})",
                error);
        }
    }

    private sealed record Folder(string Path, Folder? Around, int Depth)
    {
        private string? _identity;

        public string Identity => _identity ??= FileStatus.IdentityOf(Path);
    }
}

/// <summary>Kinds of things in a folder, links followed.</summary>
internal enum FolderEntryKind
{
    File,
    Folder,
    LostLink,
}
