using System.Runtime.Intrinsics;

namespace Sobolev.Kernels;

/// <summary>How many bits of a vector register the kernel works with; one value at a time for <see cref="Scalar"/>.</summary>
internal enum SimdWidth
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}

internal static class SimdWidths
{
    /// <summary>The widest that this processor has in hardware; the narrower ones work everywhere.</summary>
    public static SimdWidth Widest =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128
        : SimdWidth.Scalar;
}
