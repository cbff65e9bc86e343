using System.Buffers.Binary;

namespace Sobolev.PatchTorchSharp;

/// <summary>
/// Makes an ELF library's demand for one symbol version optional, so that an older C++ runtime without that version still loads it.
/// </summary>
/// <remarks>
/// TorchSharp's native library is built with GCC 13, which stamps every library that includes iostream with GLIBCXX_3.4.32 through one
/// symbol that nothing uses; Debian 12 and Ubuntu 22.04 have 3.4.30 and the loader refuses. The flag VER_FLG_WEAK makes the loader ignore
/// it.
/// </remarks>
internal static class VersionPatch
{
    /// <summary>The one version that the packaged library asks for and no symbol of it is used.</summary>
    public const string UnusedVersion = "GLIBCXX_3.4.32";

    private const ulong StringTable = 5, Relocations = 7, RelocationsSize = 8, PltRelocationsSize = 2, PltRelocations = 23;
    private const ulong SymbolVersions = 0x6ffffff0, VersionNeeds = 0x6ffffffe;
    private const ushort Weak = 0x2;

    /// <summary>A copy of <paramref name="library"/> in which <paramref name="version"/> is marked weak.</summary>
    /// <exception cref="InvalidDataException">
    /// It is not an ELF file, it does not ask for the version, or a relocation uses a symbol of that version, which then would be missing
    /// indeed.
    /// </exception>
    public static byte[] MarkWeak(byte[] library, string version)
    {
        var image = new ElfImage(library);
        var labels = Labels(image).Where(label => label.Name == version).ToList();
        if (labels.Count == 0)
            throw new InvalidDataException($"it does not require {version}");
        var used = UsedVersions(image);
        if (labels.Any(label => used.Contains(label.Index)))
            throw new InvalidDataException($"it uses a symbol of {version}");

        var patched = library.ToArray();
        foreach (var label in labels)
        {
            var flags = patched.AsSpan(label.FlagsAt, 2);
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(image.UInt16((ulong)label.FlagsAt) | Weak));
        }

        return patched;
    }

    /// <summary>Every version that the library asks of other libraries; the weak ones may be missing.</summary>
    public static IReadOnlyList<(string Name, bool IsWeak)> Needs(byte[] library)
    {
        var image = new ElfImage(library);
        return [.. Labels(image).Select(label => (label.Name, (image.UInt16((ulong)label.FlagsAt) & Weak) != 0))];
    }

    // Elf64_Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12. Elf64_Vernaux: vna_flags at 4, vna_other at 6, vna_name at 8, vna_next at 12.
    // Both are chains of forward offsets, so a walk ends at the end of the file at the latest.
    private static List<(string Name, ushort Index, int FlagsAt)> Labels(ElfImage image)
    {
        var labels = new List<(string, ushort, int)>();
        if (image.Dynamic(VersionNeeds) is not { } address)
            return labels;
        var names = image.OffsetOf(image.Required(StringTable, "string table"));
        for (ulong need = image.OffsetOf(address), next = 1; next != 0; need += next)
        {
            next = image.UInt32(need + 12);
            ulong label = need + image.UInt32(need + 8), nextLabel = 1;
            for (var left = image.UInt16(need + 2); left > 0 && nextLabel != 0; left--, label += nextLabel)
            {
                nextLabel = image.UInt32(label + 12);
                labels.Add((image.Text(names + image.UInt32(label + 8)), image.UInt16(label + 6), (int)label + 4));
            }
        }

        return labels;
    }

    /// <summary>The version indices of all symbols that a relocation names.</summary>
    private static HashSet<ushort> UsedVersions(ElfImage image)
    {
        var versions = image.OffsetOf(image.Required(SymbolVersions, "symbol versions"));
        var used = new HashSet<ushort>();
        foreach (var (table, size) in new[] { (Relocations, RelocationsSize), (PltRelocations, PltRelocationsSize) })
        {
            if (image.Dynamic(table) is not { } address)
                continue;
            var start = image.OffsetOf(address);
            // Elf64_Rela: 24 bytes, the symbol's index in the upper half of r_info at 8; the highest bit of a version only hides it.
            for (ulong at = 0; at < image.Required(size, "size of its relocations"); at += 24)
                used.Add((ushort)(image.UInt16(versions + 2 * (image.UInt64(start + at + 8) >> 32)) & 0x7fff));
        }

        return used;
    }
}
