using CsCheck;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Regression;
using Sobolev.State;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Regression;

/// <summary>The closed-form gradient in managed code, against autograd of the objective itself.</summary>
public sealed class LearnersAgreeTests : IClassFixture<LoadedTorch>
{
    private const double Relative = 1e-10;
    private const double LearningRate = 1e-4;

    [Fact]
    public void The_first_update_starts_from_the_same_loss() =>
        LearnerCase.Any.Sample(sample =>
        {
            var rows = sample.Batches().Next();
            using var autograd = sample.Autograd();
            var expected = autograd.Update(rows, LearningRate);
            AssertClose([expected], [sample.Managed().Update(rows, LearningRate)]);
        }, iter: 60, threads: 1);

    [Fact]
    public void Several_updates_lead_to_the_same_parameters() =>
        LearnerCase.Any.Sample(sample =>
        {
            using var autograd = sample.Autograd();
            var managed = sample.Managed();
            var batches = sample.Batches();
            for (var update = 0; update < 6; update++)
            {
                var rows = batches.Next();
                var expected = autograd.Update(rows, LearningRate);
                AssertClose([expected], [managed.Update(rows, LearningRate)]);
            }

            AssertClose(autograd.Parameters(), managed.Parameters());
        }, iter: 60, threads: 1);

    [Fact]
    public void The_gradient_written_out_is_that_of_autograd() =>
        LearnerCase.Any.Where(sample => !sample.Objective.RandomProjection).Sample(sample =>
        {
            var training = sample.Training();
            var kernel = new SobolevKernel<double>(sample.Shape, sample.Count);
            sample.Parameters().CopyTo(kernel.Parameters);
            var batch = new KernelBatch<double>(sample.Count, training.Points, training.Values) { Derivatives = training.Jacobians };
            var actual = new double[sample.Shape.ParameterCount];
            var loss = kernel.Gradient(batch, new(sample.Objective.ValueWeight, sample.Objective.GradientWeight), actual);

            var (expectedLoss, expected) = Autograd(sample);
            AssertClose([expectedLoss], [sample.Objective.ValueWeight * loss.Value + sample.Objective.GradientWeight * loss.Gradient]);
            AssertClose(expected, actual);
        }, iter: 60, threads: 1);

    [Fact]
    public void Predictions_are_the_same() =>
        LearnerCase.Any.Sample(sample =>
        {
            var points = sample.Training().Points;
            using var autograd = sample.Autograd();
            var (expected, actual) = (autograd.Predict(points), sample.Managed().Predict(points));
            Assert.Equal(sample.Count * sample.Shape.Outputs, actual.Values.Length);
            AssertClose(expected.Values, actual.Values);
            AssertClose(expected.Jacobians, actual.Jacobians);
        }, iter: 40, threads: 1);

    [Fact]
    public void Both_project_on_the_same_directions_also_after_a_checkpoint() =>
        LearnerCase.Any.Where(sample => sample is { Objective: { RandomProjection: true, GradientWeight: > 0 }, Shape.Outputs: > 1 })
            .Sample(sample =>
        {
            using var autograd = sample.Autograd();
            var managed = sample.Managed();
            var rows = sample.Batches().Next();
            for (var update = 0; update < 3; update++)
            {
                var expected = autograd.Update(rows, LearningRate);
                AssertClose([expected], [managed.Update(rows, LearningRate)]);
            }

            // a checkpoint of one engine continues in the other, including directions
            var state = new TrialState();
            managed.Save(state);
            autograd.Load(state);
            var next = managed.Update(rows, LearningRate);
            AssertClose([next], [autograd.Update(rows, LearningRate)]);
            AssertClose(managed.Parameters(), autograd.Parameters());
        }, iter: 40, threads: 1);

    /// <summary>The weighted loss of all samples and its gradient in the order of the flat parameter vector.</summary>
    private static (double Loss, double[] Gradient) Autograd(LearnerCase sample)
    {
        using var scope = NewDisposeScope();
        using var network = new Mlp(sample.Shape, sample.Parameters(), float64, ComputeDevice.Cpu);
        var training = sample.Training();
        long[] value = [sample.Count, sample.Shape.Outputs];
        var points = tensor(training.Points, [sample.Count, sample.Shape.Inputs]);
        var target = new StoredJet(tensor(training.Values, value), tensor(training.Jacobians, [.. value, sample.Shape.Inputs]));
        var objective = TorchLearner.ObjectiveOf(sample.Objective, sample.Shape);
        var loss = objective.Compare(new FunctionJet(network.call, points, Graph.Trainable, objective.Order), target);
        loss.Backward();
        return (loss.ToNumbers().Total, network.Parameters.Gradients.data<double>().ToArray());
    }

    /// <summary>Equal entry by entry, relative to the norm of the whole.</summary>
    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var squares = 0.0;
        foreach (var entry in expected)
            squares += entry * entry;
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Relative * Math.Sqrt(squares));
    }
}
