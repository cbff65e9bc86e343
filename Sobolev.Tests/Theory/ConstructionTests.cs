using CsCheck;
using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Theory;

namespace Sobolev.Tests.Theory;

/// <summary>The constructions of the proofs, against independent formulas.</summary>
public sealed class ConstructionTests
{
    /// <summary>Knots at least 0.05 apart, any values and any slopes beyond.</summary>
    private static readonly Gen<PiecewiseLinear> _function =
        from steps in Gen.Double[0.05, 2].Array[1, 12]
        from values in Gen.Double[-3, 3].Array[steps.Length]
        from left in Gen.Double[-2, 2]
        from right in Gen.Double[-2, 2]
        select new PiecewiseLinear([.. steps.Select((_, i) => steps[..(i + 1)].Sum() - 5)], values, left, right);

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.LeakyRelu)]
    public void Any_piecewise_linear_function_is_a_network(Activation activation) =>
        Gen.Select(_function, Gen.Double[-12, 12]).Sample((p, x) =>
        {
            var (values, slopes) = RidgeNetwork.Of(p, activation).Predict([x]);
            Assert.Equal(p.ValueAt(x), values[0], 1e-9);
            if (p.Knots.All(knot => Math.Abs(knot - x) > 1e-9))
                Assert.Equal(p.SlopeAt(x), slopes[0], 1e-9);
        }, iter: 300);

    [Fact]
    public void A_hat_is_the_formula_of_the_proof()
    {
        double[] s = [0.3, -1, 2.5], f = [1.5, -2, 0.25], g = [-3, 4, 0];
        var p = HatNetwork.Hats(s, f, g);
        const double e = 0.19 * 1.3;
        for (var i = 0; i < s.Length; i++)
        {
            for (var t = -2 * e; t <= 2 * e; t += e / 7)
            {
                var expected = t < -e
                    ? (f[i] - g[i] * e) / e * (t + 2 * e)
                    : t <= e ? f[i] + g[i] * t : -(f[i] + g[i] * e) / e * (t - 2 * e);
                Assert.Equal(expected, p.ValueAt(s[i] + t), 1e-12);
            }

            Assert.Equal(g[i], p.SlopeAt(s[i]), 1e-12);
        }

        Assert.Equal(0, p.ValueAt(0.3 - 2.1 * e), 1e-12);
    }

    [Fact]
    public void Proposition_1_holds_for_a_matrix_that_is_no_rotation()
    {
        // A = diag(1, 2, ...) times a shear: A^-1 and A' differ by more than a transpose
        var data = LabelledPoints.OnGrid(20, 3, new RandomStream(5, "test"));
        var rotation = SeparatingMatrix.For(data, new RandomStream(5, "rotation"));
        var a = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(
            new double[,] { { 1, 0.5, 0 }, { 0, 2, -0.3 }, { 0.2, 0, 3 } }) * rotation;
        Assert.All(Proposition1.Losses("sheared", HatNetwork.Of(data, a, HatNetwork.ByChainRule(a), Activation.Relu), data),
            finding => Assert.True(finding.Holds, $"{finding}"));
    }

    [Fact]
    public void A_network_of_a_proof_is_a_model_that_regress_reads()
    {
        using var folder = new TemporaryFolder();
        var data = LabelledPoints.OnGrid(12, 2, new RandomStream(2, "test"));
        var a = SeparatingMatrix.For(data, new RandomStream(2, "rotation"));
        var (tensors, metadata) = HatNetwork.Of(data, a, HatNetwork.ByChainRule(a), Activation.LeakyRelu).Tensors();
        AtomicFile.Write(folder.File("model.safetensors"), stream => SafeTensors.Write(stream, tensors, metadata));

        var (values, jacobians) = NetworkModel.Of(SafeTensors.Read(folder.File("model.safetensors"))).Predict(data.Points);
        Assert.All(values.Zip(data.Values), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        Assert.All(jacobians.Zip(data.Gradients), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Benchmarks_along_a_segment_have_the_slopes_of_their_values()
    {
        const double step = 1e-6;
        foreach (var phi in SmoothFunction.Benchmarks())
        {
            for (var t = phi.High * 0.05; t < phi.High; t += phi.High * 0.1)
            {
                Assert.Equal((phi.Value(t + step) - phi.Value(t - step)) / (2 * step), phi.Slope(t), 1e-6);
                Assert.True(Math.Abs(phi.Slope(t)) <= phi.LargestSlope);
                Assert.True(Math.Abs(phi.Slope(t + step) - phi.Slope(t - step)) / (2 * step) <= phi.LargestBend * 1.001, phi.Name);
            }
        }
    }

    [Fact]
    public void A_Gaussian_is_found_from_one_value_and_slope() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0.2, 4], Gen.Double[-3, 3]).Sample((mean, deviation, x) =>
        {
            var truth = new Gaussian(mean, deviation);
            var found = Gaussian.From(x, truth.Density(x), truth.Slope(x));
            Assert.Equal(mean, found.Mean, 1e-9);
            Assert.Equal(deviation, found.Deviation, 1e-9);
        });

    [Fact]
    public void The_floor_of_values_that_do_not_contradict_is_zero()
    {
        var honest = new Contradiction("f = x^2 y", 2, -1, 1, 8, x => x[0] * x[0] * x[1], x => [2 * x[0] * x[1], x[0] * x[0]]);
        Assert.Equal(0, honest.Floor(degree: 5), 1e-20);
        Assert.Equal(1 - 2 * Math.Tanh(0.5), new Contradiction("f = 0, g = 1", 1, 0, 1, 1000, _ => 0, _ => [1]).Floor(degree: 10), 1e-6);
    }
}
