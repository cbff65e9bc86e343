using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

public sealed class MlpTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly MlpShape _shape = new(3, [5, 4], 2, Activation.Tanh);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<Activation, Func<Tensor, Tensor>> Layers => new()
    {
        { Activation.Relu, x => x.clamp_min(0) },
        { Activation.LeakyRelu, x => where(x > 0, x, 0.01 * x) },
        { Activation.Tanh, x => x.tanh() },
        { Activation.Softplus, x => (1 + x.exp()).log() },
        { Activation.Silu, x => x / (1 + (-x).exp()) },
        { Activation.Sine, x => x.sin() },
    };

    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void A_network_is_its_layers_over_the_flat_vector(Activation activation, Func<Tensor, Tensor> activate)
    {
        double[] parameters = [.. Parameters()];
        using var network = new Mlp(_shape with { Activation = activation }, parameters, float64, ComputeDevice.Cpu);
        var x = rand(7, 3, dtype: float64);
        var flat = tensor(parameters);
        Tensor Linear(Tensor input, int offset, int fanIn, int fanOut) =>
            input.matmul(flat.narrow(0, offset, fanIn * fanOut).view(fanOut, fanIn).T) + flat.narrow(0, offset + fanIn * fanOut, fanOut);
        var expected = Linear(activate(Linear(activate(Linear(x, 0, 3, 5)), 20, 5, 4)), 44, 4, 2);
        Assert.True(expected.allclose(network.call(x), 1e-12, 1e-12));
    }

    [Fact]
    public void Gradients_gather_in_the_flat_vector()
    {
        using var network = new Mlp(_shape, Parameters(), float64, ComputeDevice.Cpu);
        var x = rand(7, 3, dtype: float64);
        for (var pass = 0; pass < 2; pass++)
        {
            network.Parameters.Zero();
            network.call(x).square().sum().backward();
            var layers = network.parameters().SelectMany(parameter => parameter.grad!.data<double>().ToArray());
            Assert.Equal(layers, network.Parameters.Gradients.data<double>());
        }

        network.call(x).square().sum().backward();
        network.Parameters.Gradients.div_(2);
        var twice = network.Parameters.Gradients.clone();
        network.Parameters.Zero();
        network.call(x).square().sum().backward();
        Assert.True(twice.allclose(network.Parameters.Gradients, 1e-12, 1e-12));
    }

    [Fact]
    public void Parameters_are_named_and_ordered_layer_by_layer()
    {
        using var network = new Mlp(_shape, Parameters(), float64, ComputeDevice.Cpu);
        Assert.Equal(["weight1", "bias1", "weight2", "bias2", "weight3", "bias3"], network.named_parameters().Select(named => named.name));
        Assert.Equal(Parameters(), network.named_parameters().SelectMany(named => named.parameter.data<double>().ToArray()));
    }

    [Fact]
    public void Saved_and_loaded_parameters_are_the_same_numbers()
    {
        using var network = new Mlp(_shape, Parameters(), float64, ComputeDevice.Cpu);
        var other = Parameters().Select(number => 2 * number).ToArray();
        var x = rand(7, 3, dtype: float64);
        var before = network.call(x);
        network.Parameters.Load(other);
        Assert.Equal(other, network.Parameters.ToArray());
        Assert.False(before.allclose(network.call(x)));
        Assert.Throws<ArgumentException>(() => network.Parameters.Load(other.AsSpan(1)));
    }

    [Fact]
    public void Single_precision_rounds_the_same_numbers()
    {
        using var network = new Mlp(_shape, Parameters(), float32, ComputeDevice.Cpu);
        Assert.Equal(float32, network.call(rand(7, 3)).dtype);
        Assert.Equal(Parameters().Select(number => (double)(float)number), network.Parameters.ToArray());
    }

    [Fact]
    public void A_vector_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Mlp(_shape, Parameters().AsSpan(1), float64, ComputeDevice.Cpu));

    [Fact]
    public void Piecewise_linear_activations_have_no_second_derivative()
    {
        foreach (var activation in Enum.GetValues<Activation>())
        {
            var x = linspace(-2, 2, 9, dtype: float64).requires_grad_(true);
            var jet = new Sobolev.Objectives.FunctionJet(p => activation.Apply(p), x, Sobolev.Objectives.Graph.Detached, order: 2);
            var second = jet.Derivative(new(2, Direction: ones_like(x)));
            Assert.Equal(activation.HasSecondDerivative(), second.abs().max().ToDouble() > 0);
        }
    }

    private static double[] Parameters() => InitialWeights.Draw(_shape, Initialisation.Pytorch, new RandomStream(11, "weights"));
}
