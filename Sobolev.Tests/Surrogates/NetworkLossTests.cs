using CsCheck;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Tests.Fitting;

namespace Sobolev.Tests.Surrogates;

public sealed class NetworkLossTests
{
    [Fact]
    public void The_gradient_is_that_of_differences_with_holes_and_decay() =>
        Gen.Select(Gen.Int[2, 30], Gen.Long, Gen.Double[0, 3], Gen.Double[0, 0.1]).Sample((rows, seed, weight, decay) =>
        {
            var samples = Tables.Samples(Tables.WithHoles(Tables.Waves(rows, seed), 0.3, seed));
            var scaled = TableScaling.Scale(samples, TableScaling.Of(samples), [1, 0.5, 0, 1]);
            var shape = new MlpShape(2, [5, 4], 2, Activation.Silu);
            var loss = new NetworkLoss(shape, scaled, new NetworkWeights(1, weight, decay));
            var parameters = InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(seed, "weights"));
            var (gradient, unused) = (new double[parameters.Length], new double[parameters.Length]);
            loss.At(parameters, gradient);
            for (var k = 0; k < parameters.Length; k += 3)
            {
                const double step = 1e-5;
                double[] up = [.. parameters], down = [.. parameters];
                (up[k], down[k]) = (parameters[k] + step, parameters[k] - step);
                var difference = (loss.At(up, unused) - loss.At(down, unused)) / (2 * step);
                Assert.Equal(difference, gradient[k], 1e-6 * (1 + Math.Abs(difference)));
            }
        }, iter: 30, threads: 1);

    /// <summary>More rows than are computed at a time have the loss of the whole.</summary>
    [Fact]
    public void Many_rows_are_one_batch()
    {
        var samples = Tables.Samples(Tables.Waves(5000));
        var scaled = TableScaling.Scale(samples, TableScaling.Of(samples), [1, 1, 1, 1]);
        var shape = new MlpShape(2, [5], 2, Activation.Tanh);
        var parameters = InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(0, "weights"));
        var gradient = new double[parameters.Length];
        var whole = new NetworkLoss(shape, scaled, new NetworkWeights(1, 2, 0)).At(parameters, gradient);
        var (values, jacobians) = new NetworkModel(shape, Scaling.None(2, 2), parameters).Predict(scaled.Points);
        var expected = values.Zip(scaled.Values, (a, b) => (a - b) * (a - b)).Sum()
            + 2 * Enumerable.Range(0, jacobians.Length)
            .Sum(k => scaled.JacobianWeights![k] * Math.Pow(jacobians[k] - scaled.Jacobians[k], 2));
        Assert.Equal(expected / 5000, whole, 1e-9);
    }
}
