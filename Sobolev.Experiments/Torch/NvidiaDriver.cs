using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>NVIDIA's driver, looked for without libtorch.</summary>
internal static unsafe class NvidiaDriver
{
    // of the driver's own module; of containers without /proc; of WSL, whose driver is that of Windows
    private static readonly string[] _signs = ["/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg"];

    private static readonly string[] _libraries = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"];

    private static readonly Lazy<bool> _isPresent = new(() => OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
        : Array.Exists(_signs, File.Exists) || Library() != 0);

    /// <summary>Where no driver is, no CUDA can be: half a gigabyte need not be loaded to find that out.</summary>
    public static bool IsPresent => _isPresent.Value;

    /// <summary>The newest CUDA that the driver supports, such as 12.8; null without a driver.</summary>
    public static Version? Cuda => VersionBy(Library(), "cuDriverGetVersion");

    /// <summary>The CUDA that libtorch was built for, once its CUDA libraries are loaded; null without them.</summary>
    public static Version? CudaOfLibTorch => new[] { "libcudart.so.12", "libcudart.so.13", "cudart64_12.dll", "cudart64_13.dll" }
        .Select(name => NativeLibrary.TryLoad(name, out var library) ? VersionBy(library, "cudaRuntimeGetVersion") : null)
        .FirstOrDefault(version => version is not null);

    private static nint Library() => _libraries.Select(name => NativeLibrary.TryLoad(name, out var library) ? library : 0).FirstOrDefault(library => library != 0);

    /// <summary>Both functions write 1000 major + 10 minor, and return 0; neither needs a device.</summary>
    private static Version? VersionBy(nint library, string function)
    {
        var number = 0;
        return library != 0 && NativeLibrary.TryGetExport(library, function, out var address) && ((delegate* unmanaged<int*, int>)address)(&number) == 0
            ? new Version(number / 1000, number % 1000 / 10)
            : null;
    }
}
