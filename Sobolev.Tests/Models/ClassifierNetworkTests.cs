using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

/// <summary>
/// Wide residual networks and networks in networks, against counts by hand, and batch normalisation's two kinds of statistics.
/// </summary>
public sealed class ClassifierNetworkTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <summary>
    /// Published as 0.2, 0.7, 2.7 and 36.5 million (Zagoruyko and Komodakis 2016, 2017); the digits are sums over layers by hand.
    /// </summary>
    [Theory]
    [InlineData(16, 1, 175_066)]
    [InlineData(16, 2, 691_674)]
    [InlineData(16, 4, 2_748_890)]
    [InlineData(28, 10, 36_479_194)]
    public void Wide_residual_networks_have_the_published_numbers_of_parameters(int depth, double width, long expected) =>
        Assert.Equal(expected, Count(new WideResNet(depth, width, 3, 10)));

    /// <summary>Normalisation replaces 192 + 160 + 96 + 5 * 192 biases by twice as many scales and shifts.</summary>
    [Theory]
    [InlineData(1, false, 966_986)]
    [InlineData(1, true, 966_986 + 1_408)]
    [InlineData(0.5, false, 246_186)]
    public void Networks_in_networks_are_of_one_million_and_of_a_quarter(double width, bool normalised, long expected) =>
        Assert.Equal(expected, Count(new NetworkInNetwork(width, normalised, 3, 10)));

    [Fact]
    public void A_wide_residual_network_halves_the_resolution_twice_and_doubles_the_channels()
    {
        using var network = new WideResNet(16, 2, 3, 10);
        var shapes = new List<long[]>();
        foreach (var block in network.named_children().Where(child => child.name.StartsWith("group", StringComparison.Ordinal)))
        {
            var last = block.module.named_children().Single(child => child.name == "conv2");
            ((nn.Module<Tensor, Tensor>)last.module).register_forward_hook((_, _, output) => Note(shapes, output));
        }

        Assert.Equal([4, 10], network.call(rand(4, 3, 32, 32)).shape);
        Assert.Equal([[4, 32, 32, 32], [4, 32, 32, 32], [4, 64, 16, 16], [4, 64, 16, 16], [4, 128, 8, 8], [4, 128, 8, 8]], shapes);
    }

    [Fact]
    public void A_network_in_network_takes_the_average_of_eight_by_eight_scores()
    {
        using var network = new NetworkInNetwork(0.25, true, 3, 10);
        var shapes = new List<long[]>();
        ((nn.Module<Tensor, Tensor>)network.named_children().Single(child => child.name == "conv9").module)
            .register_forward_hook((_, _, output) => Note(shapes, output));
        Assert.Equal([2, 10], network.call(rand(2, 3, 32, 32)).shape);
        Assert.Equal([[2, 10, 8, 8]], shapes);
    }

    /// <summary>With a block's second convolution zero, the block is its shortcut: the identity where the shape stays.</summary>
    [Fact]
    public void A_block_without_a_residual_is_its_input()
    {
        using var block = new PreActivationBlock(4, 4, 1);
        using (no_grad())
            block.get_parameter("conv2.weight")!.zero_();
        var x = randn(2, 4, 6, 6);
        Assert.True(block.Linearise(Linearised.At(x)).Value.eq(x).all().ToBoolean());
        Assert.DoesNotContain(block.named_parameters(), named => named.name.StartsWith("shortcut", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(4)]
    [InlineData(15)]
    public void Other_depths_are_refused(int depth) => Assert.Throws<ArgumentOutOfRangeException>(() => new WideResNet(depth, 1, 3, 10));

    [Fact]
    public void A_network_that_does_not_learn_statistics_keeps_them_and_gives_what_a_learning_one_gives()
    {
        using var network = Small();
        var before = Buffers(network);
        var x = randn(6, 3, 8, 8);
        Normalisation.ByBatch(network, learns: false);
        var quiet = network.call(x);
        Assert.Equal(before, Buffers(network));
        Normalisation.ByBatch(network, learns: true);
        var learning = network.call(x);
        Assert.NotEqual(before, Buffers(network));
        Assert.True(quiet.eq(learning).all().ToBoolean());
    }

    [Fact]
    public void By_the_batch_samples_are_mixed_by_running_statistics_they_are_apart()
    {
        using var network = Small();
        var x = randn(6, 3, 8, 8);
        var alone = x.narrow(0, 0, 3);
        Normalisation.ByBatch(network, learns: false);
        Assert.False(network.call(x).narrow(0, 0, 3).allclose(network.call(alone)));
        Normalisation.ByRunning(network);
        Assert.True(network.call(x).narrow(0, 0, 3).allclose(network.call(alone), 1e-5, 1e-6));
    }

    private static WideResNet Small()
    {
        var network = new WideResNet(10, 0.25, 3, 10);
        HeWeights.Draw(network, new RandomStream(0, "weights"));
        return network;
    }

    private static double[] Buffers(nn.Module network) =>
        [.. network.named_buffers().Where(named => named.name.Contains("running", StringComparison.Ordinal))
            .SelectMany(named => named.buffer.to(float64).data<double>())];

    private static Tensor Note(List<long[]> shapes, Tensor output)
    {
        shapes.Add(output.shape);
        return output;
    }

    private static long Count(nn.Module network)
    {
        using (network)
            return network.named_parameters().Sum(named => named.parameter.numel());
    }
}
