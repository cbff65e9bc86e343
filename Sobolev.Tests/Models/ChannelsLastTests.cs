using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

/// <summary>The layout that convolution weights have on a GPU, on the processor.</summary>
public sealed class ChannelsLastTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Networks => ["policy", "wide ResNet", "network in network", "bottleneck"];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Losses_and_gradients_are_those_of_the_other_layout(string name)
    {
        var (expected, actual) = (Trained(name, channelsLast: false), Trained(name, channelsLast: true));
        Assert.Equal(expected.Loss, actual.Loss, 1e-10 * Math.Abs(expected.Loss));
        AssertNear(expected.Weights, actual.Weights);
    }

    [Fact]
    public void Images_lie_so_and_keep_their_shape()
    {
        var images = rand(2, 3, 4, 5);
        var arranged = ChannelsLast.Of(images);
        Assert.Equal([60L, 1, 15, 3], arranged.stride());
        Assert.True(arranged.equal(images).all().ToBoolean());
    }

    [Fact]
    public void Weights_lie_so_in_flat_memory_and_keep_their_shape()
    {
        using var layer = nn.Conv2d(3, 4, 2);
        var before = layer.weight!.detach().clone();
        using var flat = FlatParameters.Of(layer, channelsLast: true);
        Assert.Equal(before.shape, layer.weight!.shape);
        Assert.Equal([12L, 1, 6, 3], layer.weight.stride());
        Assert.True(layer.weight.equal(before).all().ToBoolean());
        flat.Values.mul_(2);
        Assert.True(layer.weight.equal(before * 2).all().ToBoolean());
        // outputs, inputs, height, width, then the biases: the order of the state dict
        Assert.Equal([.. FlatParameters.Copy(before * 2), .. FlatParameters.Copy(layer.bias!)], flat.ToArray());
    }

    [Fact]
    public void What_is_kept_of_a_training_goes_on_in_either_layout()
    {
        var state = new TrialState();
        using var one = Network("policy");
        using var there = FlatParameters.Of(one, channelsLast: true);
        using var adam = new FlatAdam(there, 0.01);
        adam.Step(randn_like(there.Values));
        there.Save(state, "parameters");
        adam.Save(state);
        using var other = Network("policy");
        using var here = FlatParameters.Of(other, channelsLast: false);
        using var resumed = new FlatAdam(here, 0.01);
        here.Load(state, "parameters");
        resumed.Load(state);
        Assert.Equal(there.ToArray(), here.ToArray());
        using var back = FlatParameters.Of(one, channelsLast: true);
        back.Load(here.ToArray());
        Assert.True(back.Values.equal(there.Values).all().ToBoolean());
        back.Load(state, "first", back.Gradients);
        Assert.True(back.Gradients.equal(adam.FirstMoment).all().ToBoolean());
        Assert.False(resumed.FirstMoment.equal(adam.FirstMoment).all().ToBoolean());
    }

    /// <summary>Two updates on values and, where the network pushes tangents, gradients.</summary>
    private static (double Loss, double[] Weights) Trained(string name, bool channelsLast)
    {
        using var network = Network(name);
        using var parameters = FlatParameters.Of(network, channelsLast);
        using var sgd = new FlatSgd(parameters, 0.9, 1e-3);
        var images = Projections.UnitVectors(new RandomStream(1, "images"),
            ones(name switch { "policy" => [3, 4, 84, 84], "bottleneck" => [3, 8, 16, 16], _ => [3, 3, 32, 32] }, float64)) * 50;
        if (channelsLast)
            images = ChannelsLast.Of(images);
        var loss = 0.0;
        for (var step = 0; step < 2; step++)
        {
            parameters.Zero();
            loss = Differentiated(network, images);
            sgd.Step(1e-3);
        }

        return (loss, parameters.ToArray());
    }

    private static double Differentiated(nn.Module network, Tensor images)
    {
        if (Linearises(network) is not { } function)
        {
            var value = ((nn.Module<Tensor, Tensor>)network).call(images).square().mean();
            value.backward();
            return value.ToDouble();
        }

        var jet = new LinearisedJet(
            network is Bottleneck ? x => function(x).Mapped(value => value.flatten(1)) : function, images, 1);
        var objective = new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm { ProjectsOutputs = true });
        var outputs = jet.Value.shape[1];
        var target = new FunctionJet(x => x.flatten(1).narrow(1, 0, outputs), images, Graph.Detached);
        var loss = objective.Compare(jet, target, objective.Draw(new RandomStream(2, "weights"), jet.Value, images));
        loss.Backward();
        return loss.Total.ToDouble();
    }

    private static Func<Linearised, Linearised>? Linearises(nn.Module network) => network switch
    {
        PolicyNetwork policy => policy.Linearise,
        LinearisedNetwork linearised => linearised.Linearise,
        _ => null,
    };

    private static nn.Module Network(string name)
    {
        nn.Module network = name switch
        {
            "policy" => new PolicyNetwork(PolicyLayers.Student, 3),
            "wide ResNet" => new WideResNet(16, 1, 3, 10),
            "network in network" => new NetworkInNetwork(0.25, true, 3, 10),
            _ => new Bottleneck(8, 4, 2),
        };
        HeWeights.Draw(network, new RandomStream(3, name));
        return network.to(float64);
    }

    private static void AssertNear(double[] expected, double[] actual)
    {
        var norm = Math.Sqrt(expected.Sum(number => number * number));
        Assert.InRange(Math.Sqrt(expected.Zip(actual, (a, b) => (a - b) * (a - b)).Sum()) / norm, 0, 1e-10);
    }
}
