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

    /// <summary>Scaling, loss and its gradient; a row of weight 0 is left out.</summary>
    [Fact]
    public void A_row_of_weight_two_is_the_row_twice() =>
        Gen.Select(Gen.Int[0, 3].Array[4, 20], Gen.Long, Gen.Double[0, 3]).Sample((weights, seed, weight) =>
        {
            // two rows at least, for a scaling
            (weights[0], weights[1]) = (Math.Max(weights[0], 1), Math.Max(weights[1], 1));
            var samples = Tables.Samples(Tables.WithHoles(Tables.Waves(weights.Length, seed), 0.1, seed));
            var weighted = samples.Weighted([.. weights.Select(each => (double)each)]);
            var repeated = samples.Take([.. weights.SelectMany((times, row) => Enumerable.Repeat(row, times))]);
            var shape = new MlpShape(2, [5, 4], 2, Activation.Silu);
            var parameters = InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(seed, "weights"));
            var (gradient, expected) = (new double[parameters.Length], new double[parameters.Length]);
            Assert.Equal(Loss(repeated, expected), Loss(weighted, gradient), 1e-9);
            Assert.All(gradient.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));

            double Loss(Samples some, double[] to)
            {
                var scaled = TableScaling.Scale(some, TableScaling.Of(some), [1, 0.5, 0, 1]);
                return new NetworkLoss(shape, scaled, new NetworkWeights(1, weight, 0.01)).At(parameters, to);
            }
        }, iter: 50, threads: 1);

    /// <summary>Held-out errors count rows by their weights: score and standard error.</summary>
    [Fact]
    public void Errors_of_weighted_rows_are_those_of_repeated_ones()
    {
        var samples = Tables.Samples(Tables.WithHoles(Tables.Waves(9), 0.1));
        int[] weights = [1, 3, 0, 2, 2, 1, 1, 3, 1];
        var predictions = Tables.Samples(Tables.Waves(9, seed: 4));
        var (weighted, repeated) = (Errors(rows => rows.Weighted([.. weights.Select(each => (double)each)])), Errors(rows =>
            rows.Take([.. weights.SelectMany((times, row) => Enumerable.Repeat(row, times))])));
        Assert.Equal(repeated.Score(), weighted.Score(), 1e-12);
        Assert.All(weighted.Columns.Zip(repeated.Columns), pair => Assert.Equal(pair.Second.MeanError, pair.First.MeanError, 1e-12));
        Assert.All(weighted.Columns.Zip(repeated.Columns), pair => Assert.Equal(pair.Second.R2, pair.First.R2, 1e-12));

        ColumnErrors Errors(Func<Samples, Samples> of)
        {
            var predicted = of(predictions);
            return new ColumnErrors(of(samples), new HeldOut(predicted.Values, predicted.Jacobians, predicted.Hessians));
        }
    }

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
