namespace Sobolev.Data;

/// <summary>Kinds of entries of an archive.</summary>
internal enum EntryKind
{
    File,
    Folder,
    HardLink,
    SymbolicLink,
}

/// <summary>An entry of an archive.</summary>
/// <param name="Name">Its path, as <see cref="EntryNames.Normal"/> makes it.</param>
/// <param name="Kind">A file, a folder or a link.</param>
/// <param name="Target">Where a link leads, as the archive has it; otherwise empty.</param>
/// <param name="Content">The bytes of a file; otherwise null.</param>
internal readonly record struct ArchiveEntry(string Name, EntryKind Kind, string Target, IContent? Content)
{
    public bool IsLink => Kind is EntryKind.HardLink or EntryKind.SymbolicLink;
}
