using System.Security.Cryptography;
using System.Text;

namespace Sobolev.Randomness;

/// <summary>
/// A named stream of random numbers (SplitMix64; Steele, Lea and Flood 2014). The same seed and name give the same numbers on every
/// machine and device; streams of different names are independent, so that one more use of one never shifts another.
/// </summary>
/// <remarks>
/// The whole state is <see cref="State"/>: a checkpoint keeps it, and a stream made from it continues where the other stopped.
/// </remarks>
public sealed class RandomStream(ulong state)
{
    /// <summary>The stream of <paramref name="seed"/> for one purpose, e.g. "weights" or "data/rosenbrock/20".</summary>
    public RandomStream(long seed, string name)
        : this(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}")))) { }

    public ulong State { get; private set; } = state;

    public ulong NextUInt64()
    {
        State += 0x9E3779B97F4A7C15;
        var z = State;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform on [0, 1), all 53 bits of a double.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public double NextUniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform on 0 .. count - 1, without bias.</summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        // Lemire's multiplication: reject the few values that would favour low results.
        var threshold = (0UL - (ulong)count) % (ulong)count;
        while (true)
        {
            var high = Math.BigMul(NextUInt64(), (ulong)count, out var low);
            if (low >= threshold)
                return (int)high;
        }
    }

    /// <summary>Standard normal (Box-Muller; the second value is dropped, so the state stays one number).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Fills <paramref name="direction"/> with a unit vector, uniform on the sphere.</summary>
    public void NextDirection(Span<double> direction)
    {
        double squares = 0;
        while (squares < 1e-12)
        {
            squares = 0;
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] = NextNormal();
                squares += direction[i] * direction[i];
            }
        }

        var norm = Math.Sqrt(squares);
        for (var i = 0; i < direction.Length; i++)
            direction[i] /= norm;
    }

    /// <summary>Shuffles in place, every order equally likely (Fisher-Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The numbers 0 .. count - 1 in random order.</summary>
    public int[] NextOrder(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle(order);
        return order;
    }

    /// <summary>
    /// A simple random sample, without replacement, of the numbers 0 .. count - 1: fair for every order of the items.
    /// A size of 0, or of all there are, takes all in their order and draws nothing.
    /// </summary>
    public int[] NextSample(int count, int size) => size == 0 || size >= count ? [.. Enumerable.Range(0, count)] : NextOrder(count)[..size];
}
