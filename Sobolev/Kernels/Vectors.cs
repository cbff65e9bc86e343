using System.Numerics;
using System.Runtime.InteropServices;

namespace Sobolev.Kernels;

/// <summary>Sums over long vectors of 64-bit numbers, in vector code of one thread.</summary>
internal static class Vectors
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector<double>>(b);
        // four sums hide the latency of an addition
        Vector<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        var k = 0;
        for (; k + 4 <= left.Length; k += 4)
        {
            sum0 += left[k] * right[k];
            sum1 += left[k + 1] * right[k + 1];
            sum2 += left[k + 2] * right[k + 2];
            sum3 += left[k + 3] * right[k + 3];
        }

        for (; k < left.Length; k++)
            sum0 += left[k] * right[k];
        var sum = Vector.Sum(sum0 + sum1 + (sum2 + sum3));
        for (k = left.Length * Vector<double>.Count; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }

    /// <summary>target += factor * addend</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> addend)
    {
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        var from = MemoryMarshal.Cast<double, Vector<double>>(addend);
        var factors = new Vector<double>(factor);
        for (var k = 0; k < to.Length; k++)
            to[k] += factors * from[k];
        for (var k = to.Length * Vector<double>.Count; k < target.Length; k++)
            target[k] += factor * addend[k];
    }

    public static double LargestSize(ReadOnlySpan<double> a)
    {
        double largest = 0;
        foreach (var entry in a)
            largest = Math.Max(largest, Math.Abs(entry));
        return largest;
    }
}
