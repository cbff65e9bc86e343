using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>
/// Stochastic gradient descent with momentum and L2, in one pass over memory: v = momentum v + (g + decay p);  p -= rate v.
/// </summary>
/// <remarks>A large network is far beyond every cache, so its update costs what its reads and writes cost.</remarks>
internal static unsafe class SgdUpdate
{
    // large enough to be worth a thread
    private const int Chunk = 1 << 18;

    /// <param name="parameters">Moved.</param>
    /// <param name="velocity">The same number of momenta; updated.</param>
    /// <param name="gradients">The same number of gradients.</param>
    /// <param name="rates">Learning rate, momentum and L2.</param>
    /// <param name="threads">At most; no number depends on it.</param>
    public static void Apply<T>(Span<T> parameters, Span<T> velocity, ReadOnlySpan<T> gradients,
        (double Rate, double Momentum, double Decay) rates, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (velocity.Length != parameters.Length || gradients.Length != parameters.Length)
            throw new ArgumentException(
                $"{velocity.Length} velocities and {gradients.Length} gradients for {parameters.Length} parameters",
                nameof(parameters));
        fixed (T* p = parameters, v = velocity, g = gradients)
        {
            var part = new Part<T>(p, v, g, T.CreateTruncating(rates.Rate), T.CreateTruncating(rates.Momentum),
                T.CreateTruncating(rates.Decay));
            var (count, chunks) = (parameters.Length, (parameters.Length + Chunk - 1) / Chunk);
            if (threads == 1)
                part.Run(0, count);
            else
                Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads },
                    chunk => part.Run(chunk * Chunk, Math.Min((chunk + 1) * Chunk, count)));
        }
    }

    private readonly struct Part<T>(T* parameters, T* velocity, T* gradients, T rate, T momentum, T decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int begin, int end)
        {
            var i = SimdWidths.Widest switch
            {
                SimdWidth.Vector512 => Run<Lanes512<T>>(begin, end),
                SimdWidth.Vector256 => Run<Lanes256<T>>(begin, end),
                SimdWidth.Vector128 => Run<Lanes128<T>>(begin, end),
                _ => begin,
            };
            Run<Lane<T>>(i, end);
        }

        private int Run<V>(int i, int end)
            where V : unmanaged, ILanes<V, T>
        {
            V step = V.All(-rate), keep = V.All(momentum), shrink = V.All(decay);
            for (; i + V.Count <= end; i += V.Count)
            {
                var p = V.Load(parameters + i);
                var v = V.MultiplyAdd(keep, V.Load(velocity + i), V.MultiplyAdd(shrink, p, V.Load(gradients + i)));
                v.Store(velocity + i);
                V.MultiplyAdd(step, v, p).Store(parameters + i);
            }

            return i;
        }
    }
}
