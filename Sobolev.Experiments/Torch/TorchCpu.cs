using System.Runtime.InteropServices;
using TorchSharp;

namespace Sobolev.Torch;

/// <summary>Functions of libtorch_cpu that TorchSharp does not bind, by the names that their compiler gives them.</summary>
/// <remarks>libtorch_cpu has the settings of GPUs too, whether it was built for them or not.</remarks>
internal static unsafe partial class TorchCpu
{
    /// <summary>Whether libtorch's operators may use oneDNN (at::Context::setUserEnabledMkldnn).</summary>
    public static void AllowOneDnn(bool allowed) =>
        Set("_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z", allowed);

    /// <summary>Whether cuDNN measures its kernels and takes the fastest (at::Context::setBenchmarkCuDNN).</summary>
    public static void SetAutotuning(bool measures) =>
        Set("_ZN2at7Context17setBenchmarkCuDNNEb", "?setBenchmarkCuDNN@Context@at@@QEAAX_N@Z", measures);

    /// <summary>
    /// Whether only kernels are used that give the same bits each time, cuDNN's included (at::Context::setDeterministicAlgorithms); an
    /// operation without one is an error. cuBLAS wants a workspace of fixed size for it, set before its first use.
    /// </summary>
    public static void SetDeterministic(bool isDeterministic)
    {
        if (isDeterministic && !OperatingSystem.IsWindows())
            _ = SetVariable("CUBLAS_WORKSPACE_CONFIG", ":4096:8", overwrite: 0);
        if (isDeterministic && OperatingSystem.IsWindows())
            _ = SetVariableOnWindows("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        Set("_ZN2at7Context21setDeterministicCuDNNEb", "?setDeterministicCuDNN@Context@at@@QEAAX_N@Z", isDeterministic);
        var algorithms = (delegate* unmanaged<nint, byte, byte, void>)Export("_ZN2at7Context26setDeterministicAlgorithmsEbb",
            "?setDeterministicAlgorithms@Context@at@@QEAAX_N0@Z");
        algorithms(Context(), Flag(isDeterministic), Flag(false));
    }

    /// <summary>Turns autocast to bfloat16 on or off for this thread (at::autocast); off also forgets the rounded weights.</summary>
    public static void SetAutocast(DeviceType device, bool enabled)
    {
        var type = (delegate* unmanaged<sbyte, sbyte, void>)Export(
            "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
            "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");
        type((sbyte)device, (sbyte)torch.ScalarType.BFloat16);
        var enable = (delegate* unmanaged<sbyte, byte, void>)Export(
            "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");
        enable((sbyte)device, Flag(enabled));
        if (!enabled)
            ((delegate* unmanaged<void>)Export("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ"))();
    }

    private static void Set(string itanium, string microsoft, bool value) =>
        ((delegate* unmanaged<nint, byte, void>)Export(itanium, microsoft))(Context(), Flag(value));

    private static nint Context() =>
        ((delegate* unmanaged<nint>)Export("_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ"))();

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    /// <param name="itanium">The name that GCC and Clang give the function.</param>
    /// <param name="microsoft">The name that Microsoft's compiler gives it.</param>
    private static nint Export(string itanium, string microsoft) =>
        NativeLibrary.GetExport(LibTorch.CpuLibrary, OperatingSystem.IsWindows() ? microsoft : itanium);

    // Environment.SetEnvironmentVariable does not reach the C library's environment
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariableOnWindows(string name, string value);
}
