namespace Sobolev.Torch;

/// <summary>The files of libtorch for this process: the packaged ones, or those of an installed PyTorch.</summary>
/// <param name="Bridge">TorchSharp's own native library, always packaged.</param>
/// <param name="Folder">Folder of libtorch.</param>
/// <param name="Files">libtorch's libraries there by name and full path, each after those that it needs.</param>
/// <param name="Version">libtorch's version if the folder names it.</param>
internal sealed record NativeLibraries(string Bridge, string Folder, IReadOnlyList<(string Name, string Path)> Files, string? Version)
{
    public const string FolderVariable = "SOBOLEV_LIBTORCH";

    public const string BridgeName = "LibTorchSharp";

    /// <summary>Allocators, devices and messages.</summary>
    public const string CoreName = "c10";

    /// <summary>Everything that is computed on the processor.</summary>
    public const string CpuName = "torch_cpu";

    /// <summary>Everything that is computed on GPUs.</summary>
    public const string CudaName = "torch_cuda";

    /// <summary>Memory and streams of GPUs.</summary>
    public const string CudaCoreName = "c10_cuda";

    /// <summary>
    /// The libtorch that this TorchSharp was built against. A newer 2.x is tried, since often nothing that the bridge uses has changed;
    /// where something has, the loader names the missing symbol. run.json records the loaded version.
    /// </summary>
    public const string ExpectedVersion = "2.10";

    private static readonly string[] _loadOrder = [CoreName, CpuName, CudaCoreName, CudaName, "torch"];

    /// <param name="applicationFolder">Folder of the program.</param>
    /// <param name="chosen">The value of SOBOLEV_LIBTORCH, or null.</param>
    /// <param name="system">The system whose libraries are looked for.</param>
    public static NativeLibraries Find(string applicationFolder, string? chosen, NativeSystem system)
    {
        // A build for one runtime has its natives beside it; one for any runtime keeps them by runtime.
        string[] folders = [applicationFolder, Path.Combine(applicationFolder, "runtimes", system.Identifier, "native")];
        var bridge = folders.Select(folder => Path.Combine(folder, system.FileName(BridgeName))).FirstOrDefault(File.Exists)
            ?? throw WithoutBridge(applicationFolder, system);
        var packaged = folders.FirstOrDefault(folder => HoldsLibTorch(folder, system));
        if (string.IsNullOrEmpty(chosen))
        {
            return packaged is null
                ? throw Refuse(
                    $"this build has no libtorch; build with -p:TorchBackend=cpu or cuda, or set {FolderVariable} to the folder torch/lib "
                    + $"of an installed PyTorch {ExpectedVersion}")
                : new(bridge, packaged, FilesOf(packaged, system), Version: null);
        }

        if (packaged is not null)
            throw Refuse(
                $"{FolderVariable}={chosen}, but this build includes libtorch, and two copies in one process clash; unset it, or build "
                + "with -p:TorchBackend=none");
        if (!HoldsLibTorch(chosen, system))
            throw Refuse(
                $"{FolderVariable}={chosen} does not contain {system.FileName(CpuName)}; it must be the folder torch/lib of an installed "
                + $"PyTorch {ExpectedVersion}");
        var version = VersionOf(chosen);
        if (version is not null && !IsTried(version))
            throw Refuse(
                $"{FolderVariable}={chosen} is libtorch {version}, but this build needs {ExpectedVersion}; install PyTorch "
                + $"{ExpectedVersion} and point there");
        return new(bridge, chosen, FilesOf(chosen, system), version);
    }

    private static SobolevException WithoutBridge(string applicationFolder, NativeSystem system) => system.HasBridge
        ? Refuse($"{system.FileName(BridgeName)} is missing beside the program in {applicationFolder}; rebuild or reinstall sobolev")
        : Refuse(
            $"TorchSharp has no native library for {system.Identifier}, so libtorch does not run on this machine; the managed engine still "
            + "runs (regress of first order, predict, export)");

    private static bool HoldsLibTorch(string folder, NativeSystem system) => File.Exists(Path.Combine(folder, system.FileName(CpuName)));

    private static List<(string Name, string Path)> FilesOf(string folder, NativeSystem system) =>
    [
        .. system.Companions.Concat(_loadOrder)
            .Select(name => (name, Path: Path.Combine(Path.GetFullPath(folder), system.FileName(name))))
            .Where(file => File.Exists(file.Path)),
    ];

    // PyTorch writes torch/version.py, the C++ download a file build-version, each beside its folder lib.
    private static string? VersionOf(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(full) ?? full;
        var python = Path.Combine(parent, "version.py");
        if (File.Exists(python))
            return File.ReadLines(python).FirstOrDefault(line => line.StartsWith("__version__", StringComparison.Ordinal))?.Split('\'')
                is [_, var quoted, ..] ? quoted : null;
        var plain = Path.Combine(parent, "build-version");
        return File.Exists(plain) ? File.ReadAllText(plain).Trim() : null;
    }

    private static bool IsTried(string version) =>
        System.Version.TryParse(version.Split('+', 'a', 'b', 'r')[0], out var number)
            && number >= System.Version.Parse(ExpectedVersion) && number.Major == 2;

    private static SobolevException Refuse(string sentence) => new(ExitCode.Failed, sentence);
}
