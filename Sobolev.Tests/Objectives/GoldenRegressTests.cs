using System.Text.Json;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

/// <summary>The `regress` rows of the objective, the network and the optimiser, against PyTorch.</summary>
public sealed class GoldenRegressTests : IClassFixture<LoadedTorch>
{
    private static readonly SobolevObjective _sobolev = new(Discrepancy.SquaredError, new DerivativeTerm());

    [Theory]
    [InlineData("regress_relu", Activation.Relu)]
    [InlineData("regress_tanh", Activation.Tanh)]
    public void Losses_gradients_and_five_Adam_steps_are_those_of_PyTorch(string name, Activation activation)
    {
        var golden = GoldenFile.Case(name);
        using var scope = NewDisposeScope();
        var (x, target) = Rosenbrock(golden);
        using var network = Network(golden, activation);
        using var adam = new FlatAdam(network.Parameters, golden.GetProperty("adam_lr").GetDouble());

        var first = Update(network, x, target);
        GoldenFile.Same(golden.GetProperty("value_loss"), first.Value!.Value);
        GoldenFile.Same(golden.GetProperty("gradient_loss"), first.Derivatives[0]);
        GoldenMlp.SameGradients(golden, network.Parameters.Gradients.data<double>().ToArray());

        foreach (var expected in golden.GetProperty("loss_trace").EnumerateArray())
        {
            var loss = Update(network, x, target);
            GoldenFile.Same(expected[0], loss.Value!.Value);
            GoldenFile.Same(expected[1], loss.Derivatives[0]);
            adam.Step();
        }
    }

    private static LossNumbers Update(Mlp network, Tensor x, StoredJet target)
    {
        network.Parameters.Zero();
        var loss = _sobolev.Compare(new FunctionJet(p => network.forward(p).squeeze(1), x, Graph.Trainable), target);
        loss.Backward();
        return loss.ToNumbers();
    }

    private static Mlp Network(JsonElement golden, Activation activation)
    {
        var shape = GoldenMlp.Shape(golden, activation);
        return new Mlp(shape, GoldenMlp.Parameters(shape), float64, ComputeDevice.Cpu);
    }

    private static (Tensor X, StoredJet Target) Rosenbrock(JsonElement golden)
    {
        var samples = golden.GetProperty("samples").GetInt32();
        var x = tensor(GoldenFile.Fill(samples * 2, 1, 2), [samples, 2]);
        var (a, b) = (x.select(1, 0), x.select(1, 1));
        var y = 100 * (b - a.square()).square() + (a - 1).square();
        var slope = stack([-400 * a * (b - a.square()) + 2 * (a - 1), 200 * (b - a.square())], 1);
        for (var i = 0; i < 3; i++)
        {
            GoldenFile.Same(golden.GetProperty("targets_head")[i], y[i].ToDouble());
            GoldenFile.Same(golden.GetProperty("target_gradients_head")[i][0], slope[i, 0].ToDouble());
        }

        return (x, new StoredJet(y, slope));
    }
}
