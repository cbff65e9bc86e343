using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Sobolev.Torch;

/// <summary>Finds and loads libtorch, once per process, before the first use of TorchSharp.</summary>
public static class LibTorch
{
    private const string Bridge = "LibTorchSharp";

    /// <summary>The one version that the packaged library asks for and no symbol of it is used (see <see cref="VersionLabel"/>).</summary>
    private const string UnusedVersion = "GLIBCXX_3.4.32";

    private static readonly Lazy<bool> _loaded = new(Load);
    private static string _c10 = "c10";
    private static Exception? _failure;

    /// <summary>
    /// Loads libtorch if nobody has; a few hundred milliseconds with warm files, seconds with cold ones. Any thread may call it.
    /// </summary>
    /// <exception cref="SobolevException">It cannot be loaded; the message says which library, which version and what to do.</exception>
    public static void EnsureLoaded() => _ = _loaded.Value;

    /// <summary>Whether libtorch has been loaded already; asking does not load it.</summary>
    public static bool IsLoaded => _loaded.IsValueCreated;

    /// <summary>The version of the libtorch that is used; loads it.</summary>
    public static string Version()
    {
        EnsureLoaded();
        return ForeignVersion ?? torch.__version__;
    }

    /// <summary>The version of a libtorch that SOBOLEV_LIBTORCH brought, where its folder tells it; null for the packaged one.</summary>
    internal static string? ForeignVersion { get; private set; }

    private static bool Load()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeMemory.KeepFreed();
            LoadOnLinux();
        }

        try
        {
            var loaded = torch.TryInitializeDeviceType(DeviceType.CPU);
            // loaded long ago: this only finds it again
            if (NativeLibrary.TryLoad(_c10, typeof(torch).Assembly, searchPath: null, out var c10))
                NativeWarnings.Silence(c10);
            return loaded;
        }
        catch (Exception e) when (e is NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            throw new SobolevException(ExitCode.Failed, $"libtorch {NativeLibraries.ExpectedVersion} does not load; build sobolev anew on this machine, and on Windows install the current Visual C++ runtime", e);
        }
    }

    // TorchSharp loads its library by name and, where that fails, prints pages to standard output and copies half a gigabyte. So ask for the
    // same library in the same way first. A resolver set on TorchSharp's assembly is not asked by NativeLibrary.TryLoad; this event is,
    // after the packaged file has failed to load, and never where that file loads by itself.
    private static void LoadOnLinux()
    {
        var libraries = NativeLibraries.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(NativeLibraries.FolderVariable));
        ForeignVersion = libraries.Version;
        _c10 = libraries.Files.FirstOrDefault(file => Path.GetFileName(file) == "libc10.so", _c10);
        var bridge = new Lazy<nint>(() => LoadBridge(libraries));
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == Bridge ? Resolve(bridge) : 0;
        if (!NativeLibrary.TryLoad(Bridge, typeof(torch).Assembly, searchPath: null, out _))
            throw _failure as SobolevException ?? new SobolevException(ExitCode.Failed, $"{libraries.Bridge} does not load; build sobolev anew", _failure);
    }

    // What the event throws would be lost on the way through the runtime.
    private static nint Resolve(Lazy<nint> bridge)
    {
        try
        {
            return bridge.Value;
        }
        catch (SobolevException e)
        {
            _failure = e;
            return 0;
        }
    }

    // By full path, each after those it needs: the bridge finds them by their names among the loaded, wherever the bridge itself lies.
    private static nint LoadBridge(NativeLibraries libraries)
    {
        foreach (var file in libraries.Files)
            LoadFile(file, "the folder must hold a complete libtorch for this machine");
        if (NativeLibrary.TryLoad(libraries.Bridge, out var handle))
            return handle;
        string copy;
        try
        {
            copy = MendedCopy.Of(libraries.Bridge, UnusedVersion, MendedCopy.CacheFolders());
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // Not the known obstacle, or no way around it: let the loader itself say what is wrong.
            return LoadFile(libraries.Bridge, $"and no mended copy could be made: {e.Message}; a newer C++ runtime (GCC 13) is the way out");
        }

        return LoadFile(copy, $"it needs exactly the libtorch that it was built against, and the one in {libraries.Folder} may be another");
    }

    private static nint LoadFile(string file, string remedy)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // The runtime's text is a paragraph; the loader's own reason is its last line.
            var reason = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
            throw new SobolevException(ExitCode.Failed, $"{Path.GetFileName(file)} (for libtorch {NativeLibraries.ExpectedVersion}) does not load ({reason}); {remedy}", e);
        }
    }
}
