using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Tests.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

/// <summary>Networks of any layers over one flat parameter vector, their optimiser and their files.</summary>
public sealed class NetworkTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x = rand(4, 3, 8, 8, dtype: float64);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_flat_vector_under_a_network_steps_as_the_SGD_of_torch()
    {
        using var flat = Network();
        using var layered = Network();
        var parameters = FlatParameters.Of(flat);
        using var sgd = new FlatSgd(parameters, momentum: 0.9, decay: 1e-2);
        using var reference = optim.SGD(layered.parameters(), 0.05, momentum: 0.9, weight_decay: 1e-2);
        for (var step = 0; step < 10; step++)
        {
            parameters.Zero();
            Loss(flat).backward();
            sgd.Step(0.05);
            reference.zero_grad();
            Loss(layered).backward();
            reference.step();
        }

        foreach (var ((name, expected), (_, actual)) in layered.named_parameters().Zip(flat.named_parameters()))
            Assert.True(expected.allclose(actual, 1e-11, 1e-11), name);
        Assert.Equal(layered.named_parameters().Sum(named => named.parameter.numel()), parameters.Values.numel());
    }

    [Fact]
    public void Networks_that_share_parameters_have_gradients_of_their_own()
    {
        using var one = Network();
        using var other = Network();
        var parameters = FlatParameters.Of(one);
        var shared = parameters.ShareWith(other);
        Loss(one).backward();
        Assert.True(parameters.Gradients.abs().sum().ToDouble() > 0);
        Assert.Equal(0, shared.Gradients.abs().sum().ToDouble());
        parameters.Values.fill_(0.25);
        Assert.All(other.named_parameters(), named => Assert.True(named.parameter.eq(0.25).all().ToBoolean(), named.name));
    }

    [Fact]
    public void A_network_of_other_layers_cannot_share()
    {
        using var one = Network();
        using var other = nn.Linear(3, 2, dtype: float64);
        Assert.Throws<ArgumentException>(() => FlatParameters.Of(one).ShareWith(other));
    }

    [Fact]
    public void A_file_gives_the_network_again_buffers_included()
    {
        using var trained = Network();
        using var other = Network();
        var parameters = FlatParameters.Of(other);
        trained.call(_x);
        using var folder = new TemporaryFolder();
        var path = folder.File("network.safetensors");
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, NetworkFile.Tensors(trained, "net."), new Dictionary<string, string>()));
        NetworkFile.Load(other, SafeTensors.Read(path), "net.");
        trained.eval();
        other.eval();
        Assert.True(trained.call(_x).Equals(other.call(_x)));
        // the flat vector is still the network's memory
        parameters.Values.zero_();
        Assert.All(other.named_parameters(), named => Assert.Equal(0, named.parameter.abs().sum().ToDouble()));
    }

    [Fact]
    public void A_file_of_another_network_is_refused_by_the_name_of_the_tensor()
    {
        using var network = Network();
        using var wider = nn.Sequential(("conv", nn.Conv2d(3, 6, 3, dtype: float64)));
        var file = new TensorFile(NetworkFile.Tensors(wider), new Dictionary<string, string>());
        var error = Assert.Throws<SobolevException>(() => NetworkFile.Load(network, file));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("conv.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_keeps_tensors_and_buffers_to_the_bit()
    {
        using var trained = Network();
        using var other = Network();
        trained.call(_x);
        var state = new TrialState();
        state.PutBuffers("bn", trained);
        state.Put("x", _x.to(float32));
        var read = TrialState.Of(new TensorFile([.. state.Tensors], new Dictionary<string, string>(state.Texts)));
        read.CopyToBuffers("bn", other);
        var x = zeros(4, 3, 8, 8);
        read.CopyTo("x", x);
        Assert.All(trained.named_buffers().Zip(other.named_buffers()),
            pair => Assert.True(pair.First.buffer.Equals(pair.Second.buffer), pair.First.name));
        Assert.True(x.Equals(_x.to(float32)));
    }

    [Fact]
    public void First_weights_have_the_variance_of_He_and_do_not_depend_on_the_precision()
    {
        using var network = nn.Sequential(("conv", nn.Conv2d(32, 64, 3)), ("bn", nn.BatchNorm2d(64)));
        using var again = nn.Sequential(("conv", nn.Conv2d(32, 64, 3, dtype: float64)), ("bn", nn.BatchNorm2d(64, dtype: float64)));
        HeWeights.Draw(network, new RandomStream(3, "weights"));
        HeWeights.Draw(again, new RandomStream(3, "weights"));
        var weight = again.get_parameter("conv.weight")!;
        Assert.Equal(2.0 / (32 * 9), weight.square().mean().ToDouble(), 2e-4);
        Assert.True(network.get_parameter("conv.weight")!.Equals(weight.to(float32)));
        Assert.Equal(0, network.get_parameter("conv.bias")!.abs().sum().ToDouble());
        Assert.Equal(64, network.get_parameter("bn.weight")!.sum().ToDouble());
    }

    private Tensor Loss(nn.Module<Tensor, Tensor> network) => (network.call(_x) - 1).square().mean();

    private static Sequential Network()
    {
        var network = nn.Sequential(
            ("conv", nn.Conv2d(3, 5, 3, dtype: float64)),
            ("bn", nn.BatchNorm2d(5, dtype: float64)),
            ("relu", nn.ReLU()),
            ("flatten", nn.Flatten()),
            ("head", nn.Linear(180, 2, dtype: float64)));
        HeWeights.Draw(network, new RandomStream(5, "weights"));
        return network;
    }
}
