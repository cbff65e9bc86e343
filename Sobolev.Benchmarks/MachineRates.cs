using System.Runtime.CompilerServices;
using Sobolev.Kernels;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>Measured peak rates of one core of this machine, the upper bound for updates.</summary>
internal static class MachineRates
{
    private const int Chains = 12;
    private const int Rounds = 20_000;

    /// <summary>Side of the square matrices of <see cref="Sgemm"/>.</summary>
    public const int Side = 512;

    /// <summary>Operations of one call of <see cref="MultiplyAdds"/>.</summary>
    public static double OperationsOfMultiplyAdds { get; } = 2.0 * Chains * Rounds * Lanes;

    public static double OperationsOfProduct(int rows, int depth, int columns) => 2.0 * rows * depth * columns;

    /// <summary>Fused multiply-adds on registers alone, in chains enough to hide their latency.</summary>
    public static void MultiplyAdds()
    {
        switch (SimdWidths.Widest)
        {
            case SimdWidth.Vector512:
                Chain<Lanes512<float>>();
                break;
            case SimdWidth.Vector256:
                Chain<Lanes256<float>>();
                break;
            default:
                Chain<Lanes128<float>>();
                break;
        }
    }

    /// <summary>libtorch's product of (rows, depth) and (depth, columns), on one thread.</summary>
    public static Action Sgemm(int rows, int depth, int columns)
    {
        TorchThreads.Set(1);
        var (left, right) = (rand(rows, depth), rand(depth, columns));
        return () => left.mm(right).Dispose();
    }

    private static int Lanes => SimdWidths.Widest switch
    {
        SimdWidth.Vector512 => Lanes512<float>.Count,
        SimdWidth.Vector256 => Lanes256<float>.Count,
        _ => Lanes128<float>.Count,
    };

    // the sums must be seen, or the compiler may leave them out
    private static float _seen;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Chain<V>()
        where V : unmanaged, ILanes<V, float>
    {
        V factor = V.All(0.5f), addend = V.All(1);
        V a = addend, b = addend, c = addend, d = addend, e = addend, f = addend, g = addend, h = addend, i = addend,
            j = addend, k = addend, l = addend;
        for (var round = 0; round < Rounds; round++)
        {
            a = V.MultiplyAdd(a, factor, addend);
            b = V.MultiplyAdd(b, factor, addend);
            c = V.MultiplyAdd(c, factor, addend);
            d = V.MultiplyAdd(d, factor, addend);
            e = V.MultiplyAdd(e, factor, addend);
            f = V.MultiplyAdd(f, factor, addend);
            g = V.MultiplyAdd(g, factor, addend);
            h = V.MultiplyAdd(h, factor, addend);
            i = V.MultiplyAdd(i, factor, addend);
            j = V.MultiplyAdd(j, factor, addend);
            k = V.MultiplyAdd(k, factor, addend);
            l = V.MultiplyAdd(l, factor, addend);
        }

        var sum = stackalloc float[V.Count];
        (a + b + c + d + e + f + g + h + i + j + k + l).Store(sum);
        _seen = sum[0];
    }
}
