using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Sobolev.Torch;

/// <summary>The data caches of an x86 processor: bytes of the first, second and third level, as one core may use them.</summary>
internal readonly record struct CacheSizes(uint First, uint Second, uint Third)
{
    /// <summary>Sizes that oneDNN assumes for a processor that does not report any level.</summary>
    private static readonly CacheSizes _assumed = new(32 << 10, 512 << 10, 1 << 20);

    /// <summary>
    /// Whether this is an AMD processor whose hypervisor leaves leaf 0x8000001D empty. oneDNN reads the sizes there and takes 1 byte for an
    /// empty entry; on other makers' processors it falls back to assumed sizes.
    /// </summary>
    public static bool AreHidden => IsAmd && Leaf(0x8000001D, subleaf: 0) is { Ebx: 0, Ecx: 0 };

    /// <summary>The sizes that oneDNN reads in leaf 0x8000001D of an AMD processor; null on others, and where they are hidden.</summary>
    public static CacheSizes? InLeaf8000001D =>
        IsAmd && !AreHidden ? new(SizeIn(subleaf: 0), SizeIn(subleaf: 2), SizeIn(subleaf: 3)) : null;

    /// <summary>The sizes from the operating system, else from AMD's older leaves; an unreported level gets an assumed size.</summary>
    public static CacheSizes Known()
    {
        var cores = (uint)Environment.ProcessorCount;
        var (first, second) = (Leaf(0x80000005), Leaf(0x80000006));
        // AMD64 manual 3, E.4.4 and E.4.5: KiB in bits 31 to 24 of ECX; KiB in bits 31 to 16 of ECX; units of 512 KiB in bits 31 to 18 of
        // EDX
        return new(
            FirstOf(OfSystem(level: 1), (first.Ecx >> 24) << 10, _assumed.First),
            FirstOf(OfSystem(level: 2), (second.Ecx >> 16) << 10, _assumed.Second),
            FirstOf(OfSystem(level: 3) / cores, (second.Edx >> 18) * (512u << 10) / cores, _assumed.Third));
    }

    private static bool IsAmd
    {
        get
        {
            if (!X86Base.IsSupported)
                return false;
            var (_, ebx, ecx, edx) = X86Base.CpuId(0, 0);
            // "AuthenticAMD" and its licensee's "HygonGenuine", in the order EBX, EDX, ECX
            return (ebx, edx, ecx) is (0x68747541, 0x69746E65, 0x444D4163) or (0x6F677948, 0x6E65476E, 0x656E6975);
        }
    }

    private static uint FirstOf(params ReadOnlySpan<uint> sizes)
    {
        foreach (var size in sizes)
        {
            if (size > 0)
                return size;
        }

        return 0;
    }

    // line bytes, partitions and ways, each less one, in EBX; sets less one in ECX
    private static uint SizeIn(int subleaf)
    {
        var (_, ebx, ecx, _) = Leaf(0x8000001D, subleaf);
        return ((ebx & 0xFFF) + 1) * (((ebx >> 12) & 0x3FF) + 1) * ((ebx >> 22) + 1) * (ecx + 1);
    }

    private static (uint Eax, uint Ebx, uint Ecx, uint Edx) Leaf(uint leaf, int subleaf = 0)
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < leaf)
            return default;
        var (eax, ebx, ecx, edx) = X86Base.CpuId((int)leaf, subleaf);
        return ((uint)eax, (uint)ebx, (uint)ecx, (uint)edx);
    }

    /// <summary>Bytes of the data cache of one level by Linux's files, 0 if unknown.</summary>
    private static uint OfSystem(int level)
    {
        const string caches = "/sys/devices/system/cpu/cpu0/cache";
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || !Directory.Exists(caches))
            return 0;
        foreach (var cache in Directory.EnumerateDirectories(caches, "index*"))
        {
            string Read(string name) => File.Exists(Path.Combine(cache, name)) ? File.ReadAllText(Path.Combine(cache, name)).Trim() : "";
            if (Read("level") == $"{level}" && Read("type") is "Data" or "Unified" && Read("size") is [.. var digits, 'K']
                && uint.TryParse(digits, out var kibibytes))
                return kibibytes << 10;
        }

        return 0;
    }
}
