using Sobolev.Objectives;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.Objectives;

/// <summary>
/// The `attention` rows: the student's own loss, or its distance from the teacher's, and the norm of the input gradients' difference.
/// </summary>
public sealed class GoldenAttentionTests : IClassFixture<LoadedTorch>
{
    [Theory]
    [InlineData("transfer")]
    [InlineData("sobolev")]
    public void Transfer_and_Sobolev_cost_differ_in_the_value_only(string method)
    {
        var golden = GoldenFile.Case("attention");
        var (batch, classes) = (golden.GetProperty("batch").GetInt64(), golden.GetProperty("classes").GetInt64());
        using var scope = NewDisposeScope();
        var x = GoldenNetwork.Fill([batch, 3, 16, 16], 90);
        var labels = arange(batch) % classes;
        var (_, teacherLoss) = Classifier(91, 24, classes, labels);
        var (student, studentLoss) = Classifier(93, 8, classes, labels);
        var sensitivity = new DerivativeTerm { Discrepancy = Discrepancy.Norm, Weight = golden.GetProperty("alpha").GetDouble() };
        var objective = new SobolevObjective(method == "transfer" ? Discrepancy.OwnValue : Discrepancy.AbsoluteError, sensitivity);

        var loss = objective.Compare(new FunctionJet(studentLoss, x, Graph.Trainable), new FunctionJet(teacherLoss, x, Graph.Detached));

        GoldenFile.Same(golden.GetProperty($"{method}_cost"), loss.Total.ToDouble());
        GoldenFile.Same(golden.GetProperty("sensitivity"), loss.Derivatives[0].ToDouble());
        student.SameGradients(golden.GetProperty($"parameter_gradients_{method}"), loss);
    }

    private static (GoldenNetwork Network, Func<Tensor, Tensor> Loss) Classifier(double salt, long channels, long classes, Tensor labels)
    {
        var network = new GoldenNetwork();
        var (conv, head) = (network.Layer(salt, channels, 3, 3, 3), network.Layer(salt + 1, classes, channels * 64));
        return (network, x => F.cross_entropy(
            GoldenNetwork.Linear(F.relu(GoldenNetwork.Conv(x, conv, stride: 2, padding: 1)), head), labels, reduction: nn.Reduction.None));
    }
}
