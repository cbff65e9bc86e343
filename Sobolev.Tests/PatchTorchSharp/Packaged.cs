namespace Sobolev.Tests.PatchTorchSharp;

/// <summary>TorchSharp's files as they lie in its package.</summary>
internal static class Packaged
{
    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "packaged", "TorchSharp.dll");

    public static string Library => Path.Combine(AppContext.BaseDirectory, "packaged", "libLibTorchSharp.so");
}
