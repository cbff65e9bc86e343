using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Models;

public sealed class InitialWeightsTests
{
    private static readonly MlpShape _shape = new(100, [200, 300], 50, Activation.Relu);

    // Variances of weights and biases by (fan-in, fan-out), and whether the weights have a bound.
    public static TheoryData<Initialisation, Func<int, int, double>, Func<int, double>, bool> Schemes => new()
    {
        { Initialisation.Pytorch, (fanIn, _) => 1.0 / (3 * fanIn), fanIn => 1.0 / (3 * fanIn), true },
        { Initialisation.He, (fanIn, _) => 2.0 / fanIn, _ => 0, false },
        { Initialisation.Glorot, (fanIn, fanOut) => 2.0 / (fanIn + fanOut), _ => 0, true },
        { Initialisation.Lecun, (fanIn, _) => 1.0 / fanIn, _ => 0, false },
    };

    [Theory]
    [MemberData(nameof(Schemes), DisableDiscoveryEnumeration = true)]
    public void Weights_have_the_variance_of_their_scheme(
        Initialisation initialisation, Func<int, int, double> weightVariance, Func<int, double> biasVariance, bool isUniform)
    {
        var rest = InitialWeights.Draw(_shape, initialisation, new RandomStream(2, "weights"));
        foreach (var (fanIn, fanOut) in _shape.Layers)
        {
            var (weights, biases) = (rest[..(fanIn * fanOut)], rest[(fanIn * fanOut)..(fanIn * fanOut + fanOut)]);
            rest = rest[(fanIn * fanOut + fanOut)..];
            var variance = weightVariance(fanIn, fanOut);
            // 15,000 weights or more: the relative standard error of a variance is below 1.2 percent, of 50 biases below 20
            Assert.Equal(1, weights.Average(weight => weight * weight) / variance, 0.06);
            Assert.Equal(0, weights.Average() / Math.Sqrt(variance), 0.05);
            Assert.Equal(biasVariance(fanIn), biases.Average(bias => bias * bias), 0.6 * biasVariance(fanIn));
            Assert.Equal(isUniform, weights.Max(Math.Abs) <= Math.Sqrt(3 * variance));
        }

        Assert.Empty(rest);
    }

    [Fact]
    public void The_same_stream_draws_the_same_weights()
    {
        double[] Draw(long seed) => InitialWeights.Draw(_shape, Initialisation.Pytorch, new RandomStream(seed, "weights"));
        Assert.Equal(Draw(4), Draw(4));
        Assert.NotEqual(Draw(4), Draw(5));
    }
}
