using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

public sealed class BatchedMlpTests : IClassFixture<LoadedTorch>
{
    private const int Batch = 6;
    private static readonly SobolevObjective _sobolev = new(Discrepancy.SquaredError, new DerivativeTerm());

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    public void Networks_side_by_side_train_as_they_would_alone(Activation activation)
    {
        var shape = new MlpShape(2, [5, 4], 1, activation);
        double[][] parameters =
            [.. Enumerable.Range(0, 3).Select(i => InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(i, "weights")))];
        using var scope = NewDisposeScope();
        var x = rand(3 * Batch, 2, dtype: float64);
        var target = new FunctionJet(p => p.prod(1), x, Graph.Detached);
        using var together = new BatchedMlp(shape, parameters, float64, ComputeDevice.Cpu);
        using var adam = new FlatAdam(together.Parameters, 0.01);

        for (var step = 0; step < 10; step++)
        {
            together.Parameters.Zero();
            var model = new FunctionJet(p => together.call(p).squeeze(1), x, Graph.Trainable);
            (_sobolev.Compare(model, target).Total * together.Networks).backward();
            adam.Step();
        }

        for (var i = 0; i < 3; i++)
        {
            var alone = TrainAlone(shape, parameters[i], x.narrow(0, i * Batch, Batch), 10);
            Assert.NotEqual(parameters[i], together.ToArray(i, together.Parameters.Values));
            foreach (var (expected, actual) in alone.Zip(together.ToArray(i, together.Parameters.Values)))
                Assert.Equal(expected, actual, 1e-11);
        }
    }

    [Fact]
    public void Each_network_keeps_its_vector()
    {
        var shape = new MlpShape(2, [3, 4], 2, Activation.Sine);
        double[][] parameters =
            [.. Enumerable.Range(0, 4).Select(i => InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(i, "weights")))];
        using var together = new BatchedMlp(shape, parameters, float64, ComputeDevice.Cpu);
        Assert.Equal(parameters, Enumerable.Range(0, 4).Select(i => together.ToArray(i, together.Parameters.Values)));
    }

    [Fact]
    public void A_network_can_be_loaded_by_itself()
    {
        using var scope = NewDisposeScope();
        var shape = new MlpShape(2, [3, 4], 2, Activation.Tanh);
        double[][] parameters =
            [.. Enumerable.Range(0, 3).Select(i => InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(i, "weights")))];
        using var together = new BatchedMlp(shape, [parameters[0], parameters[0], parameters[2]], float64, ComputeDevice.Cpu);
        together.Load(1, together.Parameters.Values, parameters[1]);
        Assert.Equal(parameters, Enumerable.Range(0, 3).Select(i => together.ToArray(i, together.Parameters.Values)));

        var x = rand(3 * Batch, 2, dtype: float64);
        var all = together.call(x);
        for (var i = 0; i < 3; i++)
        {
            using var alone = new Mlp(shape, parameters[i], float64, ComputeDevice.Cpu);
            Assert.Equal(0,
                (all.narrow(0, i * Batch, Batch) - alone.call(x.narrow(0, i * Batch, Batch))).abs().max().item<double>(), 1e-14);
        }
    }

    [Fact]
    public void Vectors_of_another_length_are_refused() => Assert.Throws<ArgumentException>(
        () => new BatchedMlp(new MlpShape(2, [3], 1, Activation.Relu), [new double[13], new double[12]], float64, ComputeDevice.Cpu));

    private static double[] TrainAlone(MlpShape shape, double[] parameters, Tensor x, int steps)
    {
        using var network = new Mlp(shape, parameters, float64, ComputeDevice.Cpu);
        using var adam = new FlatAdam(network.Parameters, 0.01);
        var target = new FunctionJet(p => p.prod(1), x, Graph.Detached);
        for (var step = 0; step < steps; step++)
        {
            network.Parameters.Zero();
            _sobolev.Compare(new FunctionJet(p => network.call(p).squeeze(1), x, Graph.Trainable), target).Backward();
            adam.Step();
        }

        return network.Parameters.ToArray();
    }
}
