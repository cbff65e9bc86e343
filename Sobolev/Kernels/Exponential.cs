using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sobolev.Kernels;

/// <summary>
/// The exponential function of numbers up to 0, with an error of about one rounding: exp x = 2^n exp r with n = round(x / ln 2) and
/// r = x - n ln 2, so that |r| is at most ln(2) / 2, where Taylor's series is short.
/// </summary>
/// <remarks>Made of operations that round alike at every vector width, unlike the framework's, which in 32 bits computes in 64.</remarks>
internal static class Exponential<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // constants of the type, folded by the compiler
    private static bool IsSingle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    /// <param name="x">At most 0; NaN stays NaN. Where the result would be below the least normal number it is 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V OfNegative(V x)
    {
        // 1.5 * 2^23 (2^52) has no room for a fraction: the sum is rounded to a whole number, which its lowest bits hold
        var magic = Constant(12582912.0, 6755399441055744.0);
        var shifted = V.MultiplyAdd(x, Constant(1.4426950408889634, 1.4426950408889634), magic);
        var n = shifted - magic;
        // ln 2 in two parts, the first one short enough that n times it is exact
        var r = V.MultiplyAdd(n, Constant(-0.693359375, -0.6931471803691238), x);
        r = V.MultiplyAdd(n, Constant(2.12194440e-4, -1.9082149292705877e-10), r);
        var power = Series(r) * V.PowerOfTwo(shifted);
        // ln of the least normal number
        return V.WherePositive(Constant(-87.33654, -708.3964185322641) - x, default, power);
    }

    /// <summary>The sum of r^k / k! up to k = 7, in 64 bits 13: the next term is below a tenth of a rounding of 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Series(V r)
    {
        V sum;
        if (IsSingle)
        {
            sum = Of(1.0 / 5040);
        }
        else
        {
            sum = Of(1.0 / 6227020800);
            sum = V.MultiplyAdd(sum, r, Of(1.0 / 479001600));
            sum = V.MultiplyAdd(sum, r, Of(1.0 / 39916800));
            sum = V.MultiplyAdd(sum, r, Of(1.0 / 3628800));
            sum = V.MultiplyAdd(sum, r, Of(1.0 / 362880));
            sum = V.MultiplyAdd(sum, r, Of(1.0 / 40320));
            sum = V.MultiplyAdd(sum, r, Of(1.0 / 5040));
        }

        sum = V.MultiplyAdd(sum, r, Of(1.0 / 720));
        sum = V.MultiplyAdd(sum, r, Of(1.0 / 120));
        sum = V.MultiplyAdd(sum, r, Of(1.0 / 24));
        sum = V.MultiplyAdd(sum, r, Of(1.0 / 6));
        sum = V.MultiplyAdd(sum, r, Of(0.5));
        sum = V.MultiplyAdd(sum, r, Of(1));
        return V.MultiplyAdd(sum, r, Of(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant(double single, double wide) => Of(IsSingle ? single : wide);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Of(double number) => V.All(T.CreateTruncating(number));
}
