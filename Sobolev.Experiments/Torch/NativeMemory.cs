using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>How the C library keeps freed memory, on Linux with glibc.</summary>
/// <remarks>
/// libtorch allocates every tensor anew. By default glibc gives a large piece back to the system when it is freed, and the next update
/// gets it back page by page, zeroed: for small convolutional networks a sixth of the time. Here pieces of up to 32 MiB (the most it
/// allows) stay with the process.
/// </remarks>
internal static class NativeMemory
{
    private const int TrimThreshold = -1, MmapThreshold = -3;
    private const int LargestPiece = 32 << 20, MostKept = 1 << 30;

    private delegate int Mallopt(int parameter, int value);

    public static void KeepFreed()
    {
        // other C libraries have no such function, and other habits
        if (!NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out var address))
            return;
        var mallopt = Marshal.GetDelegateForFunctionPointer<Mallopt>(address);
        mallopt(MmapThreshold, LargestPiece);
        mallopt(TrimThreshold, MostKept);
    }
}
