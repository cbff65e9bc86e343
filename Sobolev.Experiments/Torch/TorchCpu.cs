using System.Runtime.InteropServices;

namespace Sobolev.Torch;

/// <summary>Functions of libtorch_cpu that TorchSharp does not bind, by the names that their compiler gives them.</summary>
internal static unsafe class TorchCpu
{
    /// <summary>Whether libtorch's operators may use oneDNN (at::Context::setUserEnabledMkldnn).</summary>
    public static void AllowOneDnn(bool allowed)
    {
        var context = ((delegate* unmanaged<nint>)Export("_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ"))();
        ((delegate* unmanaged<nint, byte, void>)Export("_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z"))(context, allowed ? (byte)1 : (byte)0);
    }

    /// <param name="itanium">The name that GCC and Clang give the function.</param>
    /// <param name="microsoft">The name that Microsoft's compiler gives it.</param>
    private static nint Export(string itanium, string microsoft) => NativeLibrary.GetExport(LibTorch.CpuLibrary, OperatingSystem.IsWindows() ? microsoft : itanium);
}
