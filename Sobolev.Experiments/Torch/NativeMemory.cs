using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>How the C library keeps freed memory, on Linux with glibc.</summary>
/// <remarks>
/// libtorch allocates memory for every tensor. By default glibc gives a large piece back to the system when it is freed, and the next
/// update gets it back page by page, zeroed: for small convolutional networks a sixth of the time. Here pieces stay with the process, those
/// above the 32 MiB that its threshold can be raised to included, and all threads share one store: with one for each, what a thread frees
/// helps no other.
/// </remarks>
internal static class NativeMemory
{
    private const int TrimThreshold = -1, MmapMax = -4, ArenaMax = -8;
    private const int MostKept = 1 << 30;

    private delegate int Mallopt(int parameter, int value);

    public static void KeepFreed()
    {
        // other C libraries lack this function and behave differently
        if (!NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out var address))
            return;
        var mallopt = Marshal.GetDelegateForFunctionPointer<Mallopt>(address);
        mallopt(MmapMax, 0);
        mallopt(ArenaMax, 1);
        mallopt(TrimThreshold, MostKept);
    }
}
