using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>How a system names its native libraries, and which of libtorch's are there.</summary>
/// <param name="Identifier">.NET's name of system and processor, such as linux-x64.</param>
/// <param name="Prefix">Prefix of a library's file name.</param>
/// <param name="Suffix">Suffix of a library's file name.</param>
/// <param name="Companions">Libraries beside libtorch that it needs and that have no fixed place in the system.</param>
internal sealed record NativeSystem(string Identifier, string Prefix, string Suffix, IReadOnlyList<string> Companions)
{
    /// <summary>The systems for which TorchSharp's package has a native library.</summary>
    private static readonly string[] _bridged = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    public static NativeSystem Current { get; } = Of(
        OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux",
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());

    public bool HasBridge => _bridged.Contains(Identifier);

    public static NativeSystem Of(string system, string processor) => system switch
    {
        "win" => new($"win-{processor}", "", ".dll", ["uv", "libiomp5md"]),
        "osx" => new($"osx-{processor}", "lib", ".dylib", ["omp"]),
        _ => new($"{system}-{processor}", "lib", ".so", []),
    };

    public string FileName(string library) => Prefix + library + Suffix;
}
