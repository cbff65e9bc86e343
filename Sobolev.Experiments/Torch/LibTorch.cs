using System.Runtime.Loader;
using TorchSharp;

namespace Sobolev.Torch;

/// <summary>Finds and loads libtorch, once per process, before the first use of TorchSharp.</summary>
public static class LibTorch
{
    private static readonly Lazy<Convolutions> _loaded = new(Load);

    /// <summary>
    /// Loads libtorch if it is not loaded; a few hundred milliseconds with warm files, seconds with cold ones. Any thread may call it.
    /// </summary>
    /// <exception cref="SobolevException">It cannot be loaded; the message says which library, which version and what to do.</exception>
    public static void EnsureLoaded() => _ = _loaded.Value;

    /// <summary>How this process convolves on the processor; loads libtorch.</summary>
    public static Convolutions Convolutions => _loaded.Value;

    /// <summary>As <see cref="Convolutions"/>, null where libtorch has not been loaded; asking does not load it.</summary>
    public static Convolutions? ConvolutionsIfLoaded => _loaded.IsValueCreated ? _loaded.Value : null;

    /// <summary>Told, while libtorch is loaded, one line about a remedy that this processor needed.</summary>
    public static event Action<string>? Noted;

    /// <summary>The version of the libtorch that is used; loads it.</summary>
    public static string Version()
    {
        EnsureLoaded();
        return ForeignVersion ?? torch.__version__;
    }

    /// <summary>The version of the libtorch in SOBOLEV_LIBTORCH, if its folder names it; null for the packaged one.</summary>
    internal static string? ForeignVersion { get; private set; }

    /// <summary>Whether the libtorch that is loaded can use GPUs.</summary>
    internal static bool HasCuda => Library(NativeLibraries.CudaName) != 0;

    /// <summary>The handle of libtorch_cpu, for functions that TorchSharp does not bind.</summary>
    internal static nint CpuLibrary { get; private set; }

    private static Dictionary<string, nint> Handles { get; set; } = [];

    /// <summary>The handle of one of libtorch's libraries, or 0 where it is not loaded.</summary>
    internal static nint Library(string name) => Handles.GetValueOrDefault(name);

    // TorchSharp loads its libraries by name and, where that fails, prints pages to standard output and copies half a gigabyte. So they are
    // loaded by full path first, each after those it needs; the event, which the runtime asks where a name leads nowhere, hands them over.
    private static Convolutions Load()
    {
        if (OperatingSystem.IsLinux())
            NativeMemory.KeepFreed();
        var libraries = NativeLibraries.Find(AppContext.BaseDirectory,
            Environment.GetEnvironmentVariable(NativeLibraries.FolderVariable), NativeSystem.Current);
        ForeignVersion = libraries.Version;
        var handles = new Dictionary<string, nint>();
        foreach (var (name, file) in libraries.Files)
            handles[name] = LoadFile(file, NativeLoader.Load, "the folder must contain a complete libtorch for this machine");
        handles[NativeLibraries.BridgeName] = LoadFile(
            libraries.Bridge,
            NativeLoader.LoadWhole,
            $"it needs exactly the libtorch it was built against, and {libraries.Folder} may have another version");
        if (handles.TryGetValue(NativeLibraries.CoreName, out var core))
            NativeWarnings.Silence(core);
        Handles = handles;
        CpuLibrary = handles[NativeLibraries.CpuName];
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => handles.GetValueOrDefault(name);
        try
        {
            torch.TryInitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception e) when (e is NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            throw new SobolevException(
                ExitCode.Failed,
                $"libtorch {NativeLibraries.ExpectedVersion} does not start; rebuild or reinstall sobolev on this machine",
                e);
        }

        // 32 bits mean 32 bits, also in cuDNN, unless a config says otherwise
        torch.backends.cudnn.allow_tf32 = false;
        var convolutions = Convolutions.Settle();
        if (convolutions.Note is { } note)
            Noted?.Invoke(note);
        return convolutions;
    }

    private static nint LoadFile(string file, Func<string, nint> load, string remedy)
    {
        try
        {
            return load(file);
        }
        catch (DllNotFoundException e)
        {
            var runtime = OperatingSystem.IsWindows() ? "; Windows also needs the current Visual C++ runtime" : "";
            throw new SobolevException(
                ExitCode.Failed,
                $"{Path.GetFileName(file)} (for libtorch {NativeLibraries.ExpectedVersion}) does not load ({e.Message}); {remedy}{runtime}",
                e);
        }
    }
}
