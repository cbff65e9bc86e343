using Microsoft.Win32.SafeHandles;

namespace Sobolev.Data;

/// <summary>The entries of a tar archive.</summary>
internal static class TarIndex
{
    /// <summary>Entries of a plain archive, or an archive inside one: contents are read where they lie.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">It is truncated.</exception>
    public static List<ArchiveEntry> Of(SafeFileHandle file, long offset, long length)
    {
        using var part = new PartStream(file, offset, length);
        return Entries(new TarHeaders(part), (_, found) => new PartContent(file, offset + found.Offset, found.Length));
    }

    /// <summary>Entries of a stream that is read once: contents stay in memory.</summary>
    /// <inheritdoc cref="Of"/>
    public static List<ArchiveEntry> InMemory(Stream stream) =>
        Entries(new TarHeaders(stream), (headers, found) => new MemoryContent(Bytes(headers, found)));

    private static List<ArchiveEntry> Entries(TarHeaders headers, Func<TarHeaders, TarPart, IContent> contentOf)
    {
        var entries = new List<ArchiveEntry>();
        while (headers.Next() is { } part)
        {
            var name = EntryNames.Normal(part.Name);
            if (name.Length > 0)
                entries.Add(new ArchiveEntry(name, part.Kind, part.Target, part.Kind == EntryKind.File ? contentOf(headers, part) : null));
        }

        return entries;
    }

    private static byte[] Bytes(TarHeaders headers, TarPart part) =>
        part.Length <= IContent.LargestFile ? headers.Read(part) : throw new InvalidDataException(
        $"{Printable.Of(part.Name)} has {part.Length} bytes; the largest file allowed has {IContent.LargestFile}");
}
