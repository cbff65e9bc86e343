using Sobolev.Kernels;
using Sobolev.Randomness;

namespace Sobolev.Tests.Kernels;

public sealed class SgdUpdateTests
{
    // more than two of the parts that threads share, and no whole number of vectors
    private const int Count = 600_007;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_parameter_moves_by_the_rule_whatever_the_number_of_threads(int threads)
    {
        var (p, v, g) = (Drawn("parameters"), Drawn("velocity"), Drawn("gradients"));
        float[] newP = [.. p], newV = [.. v];
        SgdUpdate.Apply<float>(newP, newV, g, (0.1, 0.9, 0.01), threads);
        for (var i = 0; i < Count; i++)
        {
            var velocity = 0.9 * v[i] + (g[i] + 0.01 * p[i]);
            Assert.Equal(velocity, newV[i], 1e-6);
            Assert.Equal(p[i] - 0.1 * velocity, newP[i], 1e-6);
        }
    }

    [Fact]
    public void The_last_bit_does_not_hang_on_threads()
    {
        var g = Drawn("gradients");
        float[] p1 = Drawn("parameters"), v1 = Drawn("velocity"), p3 = [.. p1], v3 = [.. v1];
        SgdUpdate.Apply<float>(p1, v1, g, (0.1, 0.9, 0.01), 1);
        SgdUpdate.Apply<float>(p3, v3, g, (0.1, 0.9, 0.01), 3);
        Assert.Equal(p1, p3);
        Assert.Equal(v1, v3);
    }

    [Fact]
    public void Vectors_of_other_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => SgdUpdate.Apply<double>(new double[3], new double[3], new double[2], (1, 0, 0), 1));

    private static float[] Drawn(string name)
    {
        var rng = new RandomStream(5, name);
        var numbers = new float[Count];
        for (var i = 0; i < Count; i++)
            numbers[i] = (float)rng.NextDouble() - 0.5f;
        return numbers;
    }
}
