namespace Sobolev.Data;

/// <summary>A file or a folder of a data set.</summary>
/// <param name="Name">The path that it would have if every archive were unpacked into a folder of its name.</param>
/// <param name="Roots">How many parts of the path lie before the content of each archive around it, innermost first, then 0.</param>
/// <param name="Source">The archive that it lies in; empty for a separate file.</param>
/// <param name="Content">Its bytes; null for a folder.</param>
internal sealed record DataSetEntry(string Name, IReadOnlyList<int> Roots, string Source, IContent? Content);

/// <summary>The files and folders of a data set, in no particular order, and what is passed over already.</summary>
internal sealed record DataSetListing(IReadOnlyList<DataSetEntry> Entries, IgnoredFiles Ignored);
