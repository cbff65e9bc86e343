using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>NVIDIA's driver, looked for without libtorch.</summary>
internal static unsafe class NvidiaDriver
{
    // of the driver's own module; of containers without /proc; of WSL, whose driver is that of Windows
    private static readonly string[] _signs = ["/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg"];

    private static readonly string[] _libraries =
        OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"];

    private static readonly Lazy<bool> _isPresent = new(() => OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
        : Array.Exists(_signs, File.Exists) || Library() != 0);

    /// <summary>Where no driver is, no CUDA can be: half a gigabyte need not be loaded to find that out.</summary>
    public static bool IsPresent => _isPresent.Value;

    /// <summary>The newest CUDA that the driver supports, such as 12.8; null without a driver.</summary>
    public static Version? Cuda => VersionBy(Library(), "cuDriverGetVersion");

    /// <summary>The CUDA that libtorch was built for, once its CUDA libraries are loaded; null without them.</summary>
    public static Version? CudaOfLibTorch =>
        VersionBy(Loaded("libcudart.so.12", "libcudart.so.13", "cudart64_12.dll", "cudart64_13.dll"), "cudaRuntimeGetVersion");

    /// <summary>The cuDNN that libtorch has loaded, such as 9.10.2; null where it has used none.</summary>
    public static Version? CudnnOfLibTorch
    {
        get
        {
            var library = Loaded("libcudnn.so.9", "cudnn64_9.dll");
            if (library == 0 || !NativeLibrary.TryGetExport(library, "cudnnGetVersion", out var address))
                return null;
            // 10000 major + 100 minor + patch
            var number = (int)((delegate* unmanaged<nuint>)address)();
            return new Version(number / 10_000, number % 10_000 / 100, number % 100);
        }
    }

    /// <summary>Name and memory of a GPU, by its number among those that the process sees.</summary>
    public static string NameOf(int index) =>
        Find(index) is { } gpu ? $"{gpu.Name}, {gpu.Bytes >> 20} MiB" : "a GPU that the driver does not name";

    /// <summary>Bytes of a GPU's memory, those in use included; 0 where the driver does not say.</summary>
    public static long MemoryOf(int index) => Find(index)?.Bytes ?? 0;

    private static (string? Name, long Bytes)? Find(int index)
    {
        var library = Library();
        if (library == 0 || Call("cuInit", 0) != 0)
            return null;
        var device = 0;
        var text = stackalloc byte[256];
        nuint bytes = 0;
        if (((delegate* unmanaged<int*, int, int>)Export("cuDeviceGet"))(&device, index) != 0
            || ((delegate* unmanaged<byte*, int, int, int>)Export("cuDeviceGetName"))(text, 256, device) != 0
            || ((delegate* unmanaged<nuint*, int, int>)Export("cuDeviceTotalMem_v2"))(&bytes, device) != 0)
            return null;
        return (Marshal.PtrToStringUTF8((nint)text), (long)bytes);

        nint Export(string name) => NativeLibrary.GetExport(library, name);
        int Call(string name, uint flags) => ((delegate* unmanaged<uint, int>)Export(name))(flags);
    }

    private static nint Library() => Loaded(_libraries);

    /// <summary>The first of these libraries that loads, or 0.</summary>
    private static nint Loaded(params string[] names) =>
        names.Select(name => NativeLibrary.TryLoad(name, out var library) ? library : 0).FirstOrDefault(library => library != 0);

    /// <summary>Both functions write 1000 major + 10 minor, and return 0; neither needs a device.</summary>
    private static Version? VersionBy(nint library, string function)
    {
        var number = 0;
        return library != 0 && NativeLibrary.TryGetExport(library, function, out var address)
            && ((delegate* unmanaged<int*, int>)address)(&number) == 0
            ? new Version(number / 1000, number % 1000 / 10)
            : null;
    }
}
