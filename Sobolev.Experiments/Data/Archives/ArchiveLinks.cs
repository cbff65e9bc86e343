namespace Sobolev.Data;

/// <summary>Follows the links of an archive to its other entries, as they would lead after unpacking.</summary>
internal static class ArchiveLinks
{
    private const int LongestChain = 40;

    /// <summary>Links to one folder that are followed, as <see cref="Files.FolderFiles"/> does outside archives.</summary>
    private const int MostLinksToOne = 16;

    /// <param name="entries">In the order of the archive: a later entry replaces an earlier one of its name.</param>
    /// <returns>Files and folders, those that links lead to under the names of the links; and the number of links that lead
    /// nowhere.</returns>
    public static (IReadOnlyCollection<ArchiveEntry> Entries, int Lost) Follow(IReadOnlyList<ArchiveEntry> entries)
    {
        var byName = new Dictionary<string, ArchiveEntry>(entries.Count);
        foreach (var entry in entries)
            byName[entry.Name] = entry;
        ArchiveEntry[] links = [.. byName.Values.Where(entry => entry.IsLink)];
        if (links.Length == 0)
            return (byName.Values, 0);

        List<ArchiveEntry> found = [.. byName.Values.Where(entry => !entry.IsLink)];
        var toFolders = new List<(string Link, string Folder)>();
        var lost = 0;
        foreach (var link in links)
        {
            var end = EndOf(link, byName);
            if (end is not null && byName.TryGetValue(end, out var entry) && entry.Kind == EntryKind.File)
                found.Add(entry with { Name = link.Name });
            else if (end is not null && link.Kind == EntryKind.SymbolicLink
                && !$"{link.Name}/".StartsWith(FolderPrefix(end), StringComparison.Ordinal))
                toFolders.Add((link.Name, end));
            else
                lost++;
        }

        return (found, lost + Copy(toFolders, found));
    }

    /// <summary>The path at the end of a chain of links, or null.</summary>
    private static string? EndOf(ArchiveEntry link, Dictionary<string, ArchiveEntry> byName)
    {
        for (var steps = 0; steps < LongestChain; steps++)
        {
            var target = link.Kind == EntryKind.HardLink ? EntryNames.Normal(link.Target) : EntryNames.Followed(link.Name, link.Target);
            if (target is null || !byName.TryGetValue(target, out var next) || !next.IsLink)
                return target;
            link = next;
        }

        return null;
    }

    /// <summary>Adds the files of linked folders under the names of the links.</summary>
    /// <returns>Number of links that lead to no folder with files.</returns>
    private static int Copy(List<(string Link, string Folder)> links, List<ArchiveEntry> found)
    {
        if (links.Count == 0)
            return 0;
        ArchiveEntry[] sorted = [.. found.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        string[] names = [.. sorted.Select(entry => entry.Name)];
        var lost = 0;
        foreach (var sameFolder in links.GroupBy(link => link.Folder))
        {
            var prefix = FolderPrefix(sameFolder.Key);
            var first = Array.BinarySearch(names, prefix, StringComparer.Ordinal);
            ArchiveEntry[] inside =
                [.. sorted.Skip(first < 0 ? ~first : first).TakeWhile(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))];
            string[] followed = inside.Length == 0 ? [] : [.. sameFolder.Take(MostLinksToOne).Select(link => link.Link)];
            lost += sameFolder.Count() - followed.Length;
            foreach (var link in followed)
                found.AddRange(inside.Select(entry => entry with { Name = $"{link}/{entry.Name[prefix.Length..]}" }));
        }

        return lost;
    }

    private static string FolderPrefix(string folder) => folder.Length == 0 ? "" : folder + "/";
}
