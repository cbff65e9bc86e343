using System.Reflection.PortableExecutable;

namespace Sobolev.Torch;

/// <summary>
/// oneDNN's record of the data caches, in the writable memory of libtorch_cpu: ten sizes, ten numbers of cores that share a level, the
/// number of levels, each 32 bits (Xbyak's Cpu, of which oneDNN makes one object at its first use). No function sets it.
/// </summary>
internal static unsafe class OneDnnCaches
{
    private const int Places = 10, Levels = 3, Words = (2 * Places) + 1;

    /// <summary>No first level holds less: what is smaller was misread.</summary>
    private const uint Implausible = 64;

    /// <summary>Whether oneDNN holds sizes that no processor has. oneDNN must have been used.</summary>
    public static bool AreMisread() => Find(IsMisread).Count > 0;

    /// <summary>Writes sizes over the one record that holds implausible ones.</summary>
    /// <returns>False, and nothing is written, where not exactly one record is found.</returns>
    public static bool Correct(CacheSizes sizes) => Overwrite(IsMisread, sizes);

    /// <summary>Writes sizes over the one record that holds exactly <paramref name="known"/>.</summary>
    /// <returns>False, and nothing is written, where not exactly one record is found.</returns>
    public static bool Replace(CacheSizes known, CacheSizes sizes) =>
        Overwrite(record => record[0] == known.First && record[1] == known.Second && record[2] == known.Third, sizes);

    private static bool IsMisread(ReadOnlySpan<uint> sizes) =>
        sizes[0] is > 0 and <= Implausible && sizes[1] is > 0 and <= Implausible && sizes[2] is > 0 and <= Implausible;

    private static bool Overwrite(SizesTest isSought, CacheSizes sizes)
    {
        if (Find(isSought) is not [var only])
            return false;
        (((uint*)only)[0], ((uint*)only)[1], ((uint*)only)[2]) = (sizes.First, sizes.Second, sizes.Third);
        return true;
    }

    private static List<nint> Find(SizesTest isSought)
    {
        var found = new List<nint>();
        foreach (var (start, length) in OperatingSystem.IsWindows()
            ? SectionsOnWindows()
            : OperatingSystem.IsLinux() ? MappingsOnLinux() : [])
        {
            var words = new ReadOnlySpan<uint>((void*)start, length / sizeof(uint));
            for (var i = 0; i + Words <= words.Length; i++)
            {
                if (words[i + Words - 1] == Levels && IsRecord(words.Slice(i, Words)) && isSought(words.Slice(i, Levels)))
                    found.Add(start + (i * sizeof(uint)));
            }
        }

        return found;
    }

    /// <summary>Three levels, each shared by some cores, and nothing in the seven other places.</summary>
    private static bool IsRecord(ReadOnlySpan<uint> words) =>
        !words[Levels..Places].ContainsAnyExcept(0u)
        && !words.Slice(Places, Levels).Contains(0u) && !words.Slice(Places, Levels).ContainsAnyInRange(4097u, uint.MaxValue)
        && !words[(Places + Levels)..(2 * Places)].ContainsAnyExcept(0u);

    /// <summary>The library's writable pages, and those without a file that follow them: its zero-initialised data.</summary>
    private static List<(nint Start, int Length)> MappingsOnLinux()
    {
        var found = new List<(nint, int)>();
        var (isLibrary, end) = (false, 0L);
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // start-end rights offset device inode name
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            var range = parts[0].Split('-');
            var (from, to) = (Convert.ToInt64(range[0], 16), Convert.ToInt64(range[1], 16));
            var name = parts.Length > 5 ? parts[5] : "";
            isLibrary = name.EndsWith("/" + NativeSystem.Current.FileName(NativeLibraries.CpuName), StringComparison.Ordinal)
                || (name.Length == 0 && isLibrary && from == end);
            end = to;
            if (isLibrary && parts[1].StartsWith("rw", StringComparison.Ordinal) && to - from <= int.MaxValue)
                found.Add(((nint)from, (int)(to - from)));
        }

        return found;
    }

    /// <summary>The library's writable sections; on Windows the handle of a library is the address of its image.</summary>
    private static List<(nint Start, int Length)> SectionsOnWindows()
    {
        const int headers = 4096;
        using var image = new PEReader((byte*)LibTorch.CpuLibrary, headers, isLoadedImage: true);
        return
        [
            .. image.PEHeaders.SectionHeaders
                .Where(section => section.SectionCharacteristics.HasFlag(SectionCharacteristics.MemWrite | SectionCharacteristics.MemRead))
                .Select(section => (LibTorch.CpuLibrary + section.VirtualAddress, section.VirtualSize)),
        ];
    }

    private delegate bool SizesTest(ReadOnlySpan<uint> sizes);
}
