using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Surrogates;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

public sealed class FlatAdamTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly MlpShape _shape = new(3, [5, 4], 2, Activation.Tanh);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x = rand(7, 3, dtype: float64);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.9, 0.999, 1e-8)]
    [InlineData(0.5, 0.9, 1e-3)]
    public void It_steps_as_the_Adam_of_torch(double beta1, double beta2, double epsilon)
    {
        using var flat = Network();
        using var layered = Network();
        using var adam = new FlatAdam(flat.Parameters, 0.01, beta1, beta2, epsilon);
        using var reference = optim.Adam(layered.parameters(), 0.01, beta1, beta2, epsilon);
        for (var step = 1; step <= 30; step++)
        {
            // a schedule, too
            adam.LearningRate = 0.01 / step;
            reference.ParamGroups.Single().LearningRate = 0.01 / step;
            Backward(flat);
            adam.Step();
            Backward(layered);
            reference.step();
        }

        foreach (var (expected, actual) in layered.Parameters.ToArray().Zip(flat.Parameters.ToArray()))
            Assert.Equal(expected, actual, 1e-12);
        Assert.Equal(30, adam.StepCount);
    }

    [Fact]
    public void Its_state_goes_on_bit_by_bit()
    {
        using var one = Network();
        using var other = Network();
        using var adam = new FlatAdam(one.Parameters, 0.01);
        using var stopped = new FlatAdam(other.Parameters, 0.01);
        Steps(one, adam, 10);
        Steps(other, stopped, 5);
        using var resumedNetwork = Network();
        using var resumed = new FlatAdam(resumedNetwork.Parameters, 0.01);
        resumedNetwork.Parameters.Load(other.Parameters.ToArray());
        var state = new TrialState();
        stopped.Save(state);
        resumed.Load(state);
        Assert.Equal(5, resumed.StepCount);
        Steps(resumedNetwork, resumed, 5);
        Assert.Equal(one.Parameters.ToArray(), resumedNetwork.Parameters.ToArray());
    }

    private void Steps(Mlp network, FlatAdam adam, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Backward(network);
            adam.Step();
        }
    }

    private void Backward(Mlp network)
    {
        network.Parameters.Zero();
        (network.call(_x) - 1).square().sum().backward();
    }

    private static Mlp Network() =>
        new(_shape, InitialWeights.Draw(_shape, Initialisation.Pytorch, new RandomStream(11, "weights")), float64, ComputeDevice.Cpu);
}
