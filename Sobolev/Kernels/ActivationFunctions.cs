using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sobolev.Kernels;

/// <summary>An activation with what the gradient of a gradient needs: value s(z), slope s'(z) and curvature s''(z).</summary>
internal interface IActivationFunction<V>
{
    static abstract (V Value, V Slope, V Curvature) At(V z);
}

/// <summary>z above zero, 0 below; the slope at zero is 0, as torch has it.</summary>
internal readonly struct ReluFunction<V, T> : IActivationFunction<V>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V Slope, V Curvature) At(V z)
    {
        // A product, not a choice: NaN stays NaN, so a diverged network shows.
        var slope = V.WherePositive(z, V.All(T.One), default);
        return (z * slope, slope, default);
    }
}

internal readonly struct LeakyReluFunction<V, T> : IActivationFunction<V>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V Slope, V Curvature) At(V z)
    {
        var slope = V.WherePositive(z, V.All(T.One), V.All(T.CreateTruncating(0.01)));
        return (z * slope, slope, default);
    }
}

/// <summary>s' = 1 - s^2, s'' = -2 s s'</summary>
internal readonly struct TanhFunction<V, T> : IActivationFunction<V>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V Slope, V Curvature) At(V z)
    {
        var one = V.All(T.One);
        // Of |z|, so that exp never overflows: tanh |z| = (1 - w) / (1 + w), w = exp(-2 |z|)
        var w = Exponential<V, T>.OfNegative(V.WherePositive(z, -z - z, z + z));
        var size = (one - w) / (one + w);
        var value = V.WherePositive(z, size, -size);
        var slope = one - value * value;
        return (value, slope, -(value + value) * slope);
    }
}

/// <summary>The logistic function 1 / (1 + exp -z), of which softplus and SiLU are made.</summary>
internal static class Logistic<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The logistic of z, and w = exp(-|z|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V W) At(V z)
    {
        var one = V.All(T.One);
        var w = Exponential<V, T>.OfNegative(V.WherePositive(z, -z, z));
        return (V.WherePositive(z, one, w) / (one + w), w);
    }
}

/// <summary>log(1 + exp z), and z itself above 20, as torch has it; s' = logistic, s'' = s' (1 - s')</summary>
internal readonly struct SoftplusFunction<V, T> : IActivationFunction<V>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V Slope, V Curvature) At(V z)
    {
        var one = V.All(T.One);
        var above = z - V.All(T.CreateTruncating(20));
        var (logistic, w) = Logistic<V, T>.At(z);
        var value = V.WherePositive(z, z, default) + V.Log(one + w);
        var slope = V.WherePositive(above, one, logistic);
        return (V.WherePositive(above, z, value), slope, slope * (one - slope));
    }
}

/// <summary>z l with l = logistic z; s' = l (1 + z (1 - l)), s'' = l (1 - l) (2 + z (1 - 2 l))</summary>
internal readonly struct SiluFunction<V, T> : IActivationFunction<V>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V Slope, V Curvature) At(V z)
    {
        var one = V.All(T.One);
        var (l, _) = Logistic<V, T>.At(z);
        var rest = one - l;
        return (z * l, l * (one + z * rest), l * rest * (one + one + z * (rest - l)));
    }
}

internal readonly struct SineFunction<V, T> : IActivationFunction<V>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Value, V Slope, V Curvature) At(V z)
    {
        var (sin, cos) = V.SinCos(z);
        return (sin, cos, -sin);
    }
}
