using Sobolev.Torch;

namespace Sobolev.Tests.TorchProbe;

/// <summary>Makes a sound processor look to oneDNN like one that hides its caches: one byte on each level, as it then reads.</summary>
internal static class HiddenCaches
{
    public static void Pretend()
    {
        // where they are hidden indeed, loading libtorch has corrected the record
        var held = CacheSizes.InLeaf8000001D ?? CacheSizes.Known();
        if (!OneDnnCaches.Replace(held, new CacheSizes(1, 1, 1)))
            throw new PlatformNotSupportedException($"no record with {held}: not a processor of AMD");
    }
}
