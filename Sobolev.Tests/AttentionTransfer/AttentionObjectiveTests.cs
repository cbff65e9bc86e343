using Sobolev.AttentionTransfer;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Objectives;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.AttentionTransfer;

/// <summary>The objectives of the methods, and what their gradients are where batch normalisation mixes the samples.</summary>
public sealed class AttentionObjectiveTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("transfer")]
    [InlineData("sobolev")]
    public void A_methods_objective_gives_the_golden_costs(string method)
    {
        var golden = GoldenFile.Case("attention");
        var (batch, classes) = (golden.GetProperty("batch").GetInt64(), golden.GetProperty("classes").GetInt64());
        var x = GoldenNetwork.Fill([batch, 3, 16, 16], 90);
        var labels = arange(batch) % classes;
        var (_, teacher) = Golden(91, 24, classes, labels);
        var (student, loss) = Golden(93, 8, classes, labels);
        var objective = AttentionMethod.Named(method).Objective(golden.GetProperty("alpha").GetDouble(), GradientDiscrepancy.Norm);

        var cost = objective.Compare(new FunctionJet(loss, x, Graph.Trainable), new FunctionJet(teacher, x, Graph.Detached));

        GoldenFile.Same(golden.GetProperty($"{method}_cost"), cost.Total.ToDouble());
        GoldenFile.Same(golden.GetProperty("sensitivity"), cost.Derivatives[0].ToDouble());
        student.SameGradients(golden.GetProperty($"parameter_gradients_{method}"), cost);
    }

    [Fact]
    public void Methods_differ_in_their_terms_alone()
    {
        static (string? Value, int Terms) Of(AttentionMethod method, double alpha) =>
            method.Objective(alpha, GradientDiscrepancy.Norm) is var objective ? (objective.Value?.Name, objective.Terms.Count) : default;
        Assert.Equal(("own value", 0), Of(AttentionMethod.Student, 1));
        Assert.Equal(("own value", 1), Of(AttentionMethod.Transfer, 1));
        Assert.Equal(("absolute error", 1), Of(AttentionMethod.Sobolev, 1));
        // with weight zero transfer is the student's own training
        Assert.Equal(Of(AttentionMethod.Student, 0), Of(AttentionMethod.Transfer, 0));
    }

    [Fact]
    public void The_squared_norm_is_the_square_of_the_norm_of_one_image()
    {
        var (student, teacher, images, labels) = Pair();
        double Sensitivity(GradientDiscrepancy discrepancy) => AttentionMethod.Transfer.Objective(2, discrepancy)
            .Compare(student.Loss(images, labels, 1), teacher.Loss(images, labels, 1)).Derivatives[0]
            .ToDouble();
        (images, labels) = (images.narrow(0, 0, 1), labels.narrow(0, 0, 1));
        Normalisation.ByRunning(student.Network);
        Normalisation.ByRunning(teacher.Network);
        Assert.Equal(Math.Pow(Sensitivity(GradientDiscrepancy.Norm), 2), Sensitivity(GradientDiscrepancy.SquaredNorm), 1e-12);
    }

    /// <summary>
    /// The statement of the documentation, by difference quotients: batch statistics are part of the function that is differentiated.
    /// </summary>
    [Fact]
    public void By_the_batch_the_input_gradient_is_that_of_the_sum_of_all_losses_through_the_statistics()
    {
        var (student, _, images, labels) = Pair();
        Normalisation.ByBatch(student.Network, learns: false);
        var gradient = student.Loss(images, labels, 1).Derivative(new(1));
        const double step = 1e-6;
        double LossesAt(Tensor direction, double by) =>
            F.cross_entropy(student.Network.call(images + direction * by), labels, reduction: nn.Reduction.Sum).ToDouble();
        // a direction that moves one image alone: the others answer through the statistics
        var direction = zeros_like(images);
        direction[1].copy_(randn(images.shape[1..], dtype: float64));
        var expected = (LossesAt(direction, step) - LossesAt(direction, -step)) / (2 * step);
        Assert.Equal(1, (gradient * direction).sum().ToDouble() / expected, 1e-5);
        // alone, its own loss tells another gradient: samples are mixed
        Normalisation.ByRunning(student.Network);
        var apart = student.Loss(images, labels, 1).Derivative(new(1));
        var one = student.Loss(images.narrow(0, 1, 1), labels.narrow(0, 1, 1), 1).Derivative(new(1));
        Assert.True(apart.narrow(0, 1, 1).allclose(one, 1e-9, 1e-12));
        Assert.False(apart.allclose(gradient, 1e-2, 1e-4));
    }

    /// <summary>
    /// Second derivatives through batch normalisation: the parameters' gradient of the whole cost, by difference quotients.
    /// </summary>
    [Theory]
    [InlineData("transfer", GradientDiscrepancy.Norm)]
    [InlineData("sobolev", GradientDiscrepancy.Norm)]
    [InlineData("sobolev", GradientDiscrepancy.SquaredNorm)]
    public void The_gradient_of_the_cost_passes_through_the_normalisation_of_both_passes(string method, GradientDiscrepancy discrepancy)
    {
        var (student, teacher, images, labels) = Pair();
        Normalisation.ByBatch(student.Network, learns: false);
        Normalisation.ByBatch(teacher.Network, learns: false);
        var objective = AttentionMethod.Named(method).Objective(3, discrepancy);
        var parameters = FlatParameters.Of(student.Network);
        SobolevLoss Cost() =>
            objective.Compare(student.TrainedLoss(images, labels, 1), teacher.Loss(images, labels, 1));
        Cost().Backward();
        var direction = randn(parameters.Values.shape, dtype: float64);
        var slope = (parameters.Gradients * direction).sum().ToDouble();
        const double step = 1e-7;
        double CostAt(double by)
        {
            using var quiet = no_grad();
            parameters.Values.add_(direction, by);
            using var back = enable_grad();
            var cost = Cost().Total.ToDouble();
            using var again = no_grad();
            parameters.Values.add_(direction, -by);
            return cost;
        }

        // ReLU's kinks lie dense: the quotient is good to a few digits only
        Assert.Equal(1, (CostAt(step) - CostAt(-step)) / (2 * step) / slope, 1e-3);
    }

    private static (Classifier Student, Classifier Teacher, Tensor Images, Tensor Labels) Pair()
    {
        static Classifier One(string name, double width)
        {
            var classifier = new Classifier(new NetworkOptions { Depth = 10, Width = width }, 3, ["a", "b", "c"]);
            classifier.Network.to(float64);
            HeWeights.Draw(classifier.Network, new RandomStream(0, name));
            return classifier;
        }

        random.manual_seed(5);
        return (One("student", 0.25), One("teacher", 0.5), randn(5, 3, 8, 8, dtype: float64), tensor(new long[] { 0, 1, 2, 0, 1 }));
    }

    private static (GoldenNetwork Network, Func<Tensor, Tensor> Loss) Golden(double salt, long channels, long classes, Tensor labels)
    {
        var network = new GoldenNetwork();
        var (conv, head) = (network.Layer(salt, channels, 3, 3, 3), network.Layer(salt + 1, classes, channels * 64));
        return (network, x => F.cross_entropy(GoldenNetwork.Linear(F.relu(GoldenNetwork.Conv(x, conv, stride: 2, padding: 1)), head),
            labels, reduction: nn.Reduction.None));
    }
}
