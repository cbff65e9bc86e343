using CsCheck;
using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Regression;
using Sobolev.Torch;

namespace Sobolev.Tests.Regression.OwnData;

/// <summary>Missing entries have no effect, in either engine.</summary>
public sealed class MaskTests
{
    [Fact]
    public void Both_engines_train_alike_on_tables_with_holes() => LearnerCase.Any.Where(sample => !sample.Objective.RandomProjection).Sample(sample =>
    {
        var training = WithHoles(sample.Training(), sample.Seed);
        using var managed = new KernelLearner<double>(sample.Shape, sample.Parameters(), training, sample.Objective, sample.BatchSize, Projections());
        using var libtorch = new TorchLearner(sample.Shape, sample.Parameters(), training, sample.Objective, Precision.Float64, ComputeDevice.Cpu, Projections());
        var (batches, same) = (sample.Batches(), sample.Batches());
        for (var step = 0; step < 3; step++)
        {
            var (one, other) = (managed.Update(batches.Next(), 1e-3), libtorch.Update(same.Next(), 1e-3));
            Assert.Equal(one, other, 1e-9 * (1 + Math.Abs(one)));
        }
    }, iter: 60);

    /// <summary>The loss of an update against the definition: differences of known entries, squared, weighted, over the rows.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_loss_is_the_weighted_sum_over_known_entries(int order)
    {
        var samples = TableSamples.Of(Tables.WithHoles(Tables.Waves(9), 0.3), [.. Enumerable.Range(0, 9)]);
        samples = samples with { Hessians = Tables.WithHoles(samples.Hessians, 0.3, new RandomStream(5, "holes")) };
        var keys = new NormaliseOptions { Inputs = true, Targets = true, Gradients = true };
        var scaled = TableScaling.Scale(samples, TableScaling.Of(samples, keys), keys);
        var shape = new MlpShape(2, [7, 6], 2, Activation.Tanh);
        var parameters = InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(1, "weights"));
        var objective = new ObjectiveOptions { ValueWeight = 0.7, GradientWeight = 1.3, HessianWeight = 0.4, Order = order };
        using var learner = new TorchLearner(shape, parameters, scaled, objective, Precision.Float64, ComputeDevice.Cpu, Projections());

        var model = new RegressModel(shape, Scaling.None(2, 2), parameters);
        var (values, jacobians) = model.Predict(scaled.Points);
        var expected = 0.7 * Sum(values, scaled.Values, scaled.ValueWeights!) + 1.3 * Sum(jacobians, scaled.Jacobians, scaled.JacobianWeights!);
        if (order == 2)
            expected += 0.4 * Sum(Hessians(model, scaled.Points), scaled.Hessians, scaled.HessianWeights!);
        Assert.Equal(expected / 9, learner.Update([.. Enumerable.Range(0, 9)], 1e-3), 1e-6 * expected);
    }

    private static double Sum(double[] model, double[] target, double[] weights)
    {
        double sum = 0;
        for (var k = 0; k < model.Length; k++)
        {
            if (!double.IsNaN(target[k]))
                sum += weights[k] * (model[k] - target[k]) * (model[k] - target[k]);
        }

        return sum;
    }

    /// <summary>(count, outputs, inputs, inputs) by central differences of the Jacobian.</summary>
    private static double[] Hessians(RegressModel model, double[] points)
    {
        const double h = 1e-5;
        var hessians = new double[points.Length / 2 * 8];
        for (var input = 0; input < 2; input++)
        {
            var up = model.Predict([.. points.Select((x, k) => k % 2 == input ? x + h : x)]).Jacobians;
            var down = model.Predict([.. points.Select((x, k) => k % 2 == input ? x - h : x)]).Jacobians;
            for (var k = 0; k < up.Length; k++)
                hessians[2 * k + input] = (up[k] - down[k]) / (2 * h);
        }

        return hessians;
    }

    private static Samples WithHoles(Samples samples, long seed)
    {
        var stream = new RandomStream(seed, "holes");
        var (values, jacobians) = (Tables.WithHoles(samples.Values, 0.4, stream), Tables.WithHoles(samples.Jacobians, 0.4, stream));
        return samples with
        {
            Values = values,
            Jacobians = jacobians,
            ValueWeights = Array.ConvertAll(values, value => double.IsNaN(value) ? 0 : 1.0),
            JacobianWeights = Array.ConvertAll(jacobians, partial => double.IsNaN(partial) ? 0 : 0.3 + stream.NextDouble()),
        };
    }

    private static RandomStream Projections() => new(0, "projections");
}
