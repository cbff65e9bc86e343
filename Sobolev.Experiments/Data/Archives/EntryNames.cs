namespace Sobolev.Data;

/// <summary>Paths of entries in archives and data sets, with forward slashes and printable characters alone.</summary>
internal static class EntryNames
{
    /// <summary>The path below the archive's root: without a leading slash, empty parts, "." and "..".</summary>
    public static string Normal(string name) => Joined([], Printable.Of(name), staysInside: false)!;

    /// <summary>The path that a symbolic link leads to, or null for one that leads out of the archive.</summary>
    /// <param name="link">The normal path of the link.</param>
    /// <param name="target">Its target, as the archive has it.</param>
    public static string? Followed(string link, string target) => target.Length == 0 || target[0] is '/' or '\\'
        ? null
        : Joined(link.Split('/')[..^1], Printable.Of(target), staysInside: true);

    /// <summary>
    /// Whether a part of the path begins with a dot, which file managers and version control reserve for themselves, or is a folder
    /// that macOS (__MACOSX) or a file server (@eaDir) leaves beside the files.
    /// </summary>
    public static bool IsHidden(string path) => path.Split('/').Any(IsHiddenPart);

    /// <inheritdoc cref="IsHidden"/>
    public static bool IsHiddenPart(string part) => part.StartsWith('.') || part is "__MACOSX" or "@eaDir";

    private static string? Joined(IEnumerable<string> folder, string path, bool staysInside)
    {
        var parts = new List<string>(folder);
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part == ".." && staysInside)
                return null;
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }

        return string.Join('/', parts);
    }
}
