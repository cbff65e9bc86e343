using CsCheck;
using Sobolev.Objectives;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

public sealed class DiscrepancyTests : IClassFixture<LoadedTorch>
{
    private static readonly Gen<(double[] Model, double[] Target)> _pairs =
        Gen.Int[1, 5].SelectMany(batch => Gen.Select(Gen.Double[-3, 3].Array[batch * 6], Gen.Double[-3, 3].Array[batch * 6]));

    // Each formula once more in plain C#: mean over the batch of a number per sample (6 coordinates, as 2 x 3).
    public static TheoryData<Discrepancy, Func<double[], double[], double>> Formulas => new()
    {
        { Discrepancy.SquaredError, (m, t) => m.Zip(t, (a, b) => (a - b) * (a - b)).Sum() },
        { Discrepancy.SquaredNorm, (m, t) => m.Zip(t, (a, b) => (a - b) * (a - b)).Sum() },
        { Discrepancy.AbsoluteError, (m, t) => m.Zip(t, (a, b) => Math.Abs(a - b)).Sum() },
        { Discrepancy.Norm, (m, t) => Math.Sqrt(m.Zip(t, (a, b) => (a - b) * (a - b)).Sum()) },
        { Discrepancy.KullbackLeibler, (m, t) => m.Zip(t, (q, p) => Math.Exp(p) * (p - q)).Sum() },
        { Discrepancy.OwnValue, (m, _) => m.Sum() },
    };

    [Theory]
    [MemberData(nameof(Formulas), DisableDiscoveryEnumeration = true)]
    public void A_discrepancy_sums_coordinates_and_averages_samples(Discrepancy discrepancy, Func<double[], double[], double> formula) =>
        _pairs.Sample(
            pair =>
            {
                using var scope = NewDisposeScope();
                var batch = pair.Model.Length / 6;
                var expected = pair.Model.Chunk(6).Zip(pair.Target.Chunk(6), formula).Average();
                var mean = discrepancy.Of(tensor(pair.Model, [batch, 2, 3]), tensor(pair.Target, [batch, 2, 3])).mean();
                Assert.Equal(expected, mean.ToDouble(), 1e-9);
            },
            iter: 100);

    [Fact]
    public void The_divergence_of_equal_policies_is_zero_and_of_others_positive() =>
        Gen.Select(Gen.Double[-5, 5].Array[4], Gen.Double[-5, 5].Array[4]).Sample(
            (one, other) =>
            {
                using var scope = NewDisposeScope();
                var (p, q) = (nn.functional.log_softmax(tensor(one, [1, 4]), 1), nn.functional.log_softmax(tensor(other, [1, 4]), 1));
                Assert.Equal(0, Discrepancy.KullbackLeibler.Of(p, p).mean().ToDouble(), 1e-15);
                Assert.True(Discrepancy.KullbackLeibler.Of(q, p).mean().ToDouble() >= -1e-15);
            },
            iter: 100);

    [Fact]
    public void The_norm_at_zero_has_derivative_zero_and_no_NaN()
    {
        using var scope = NewDisposeScope();
        var model = tensor(new double[] { 0, 0, 3, 4 }, [2, 2]).requires_grad_(true);
        Discrepancy.Norm.Of(model, zeros_like(model)).mean().backward();
        Assert.Equal([0, 0, 0.3, 0.4], model.grad!.data<double>().Select(number => Math.Round(number, 12)));
    }

    [Theory]
    [InlineData(new long[] { 4, 1 }, new long[] { 4 })]
    [InlineData(new long[] { 4 }, new long[] { 4, 1 })]
    [InlineData(new long[] { 4, 3 }, new long[] { 1, 3 })]
    [InlineData(new long[] { 4, 3 }, new long[] { 3 })]
    public void Broadcastable_shapes_are_refused(long[] model, long[] target)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => Discrepancy.SquaredError.Of(zeros(model), zeros(target)));
        Assert.Contains($"[{string.Join(", ", model)}]", error.Message);
        Assert.Contains($"[{string.Join(", ", target)}]", error.Message);
    }

    [Fact]
    public void Unequal_precisions_and_empty_batches_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => Discrepancy.SquaredError.Of(zeros(3, dtype: float64), zeros(3, dtype: float32)));
        Assert.Throws<ArgumentException>(() => Discrepancy.SquaredError.Of(zeros(0, 2), zeros(0, 2)));
    }
}
