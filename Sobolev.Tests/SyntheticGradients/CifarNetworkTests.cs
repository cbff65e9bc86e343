using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.SyntheticGradients;

/// <summary>The networks are those of the supplement, layer by layer.</summary>
public sealed class CifarNetworkTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_trunk_has_the_layers_of_the_supplement()
    {
        var stages = CifarTrunk.Stages(64, 32, 10);
        string[] convolutions = [
            .. stages.SelectMany(stage => stage.Module.named_parameters())
                .Where(named => named.name.StartsWith("conv", StringComparison.Ordinal))
                .Select(named => string.Join('x', named.parameter.shape)),
        ];
        Assert.Equal(
            ["64x3x3x3", "64x64x3x3", "128x64x3x3", "128x128x3x3", "128x128x3x3", "256x128x3x3", "256x256x3x3", "256x256x3x3",
                "512x256x3x3", "512x512x3x3", "512x512x3x3"],
            convolutions);
        // weights of the convolutions by hand, scale and shift of each channel, and the linear layer on 512 x 4 x 4
        long weights = 9 * (3 * 64 + 64 * 64 + 64 * 128 + 2 * 128 * 128 + 128 * 256 + 2 * 256 * 256 + 256 * 512 + 2 * 512 * 512);
        long normalisation = 2 * (2 * 64 + 3 * 128 + 3 * 256 + 3 * 512);
        long linear = 10 * 512 * 16 + 10;
        Assert.Equal(weights + normalisation + linear, stages.Sum(stage => stage.Module.parameters().Sum(parameter => parameter.numel())));

        var h = zeros(2, 3, 32, 32);
        var shapes = new List<string>();
        foreach (var (_, stage) in stages)
            shapes.Add(string.Join('x', (h = stage.call(h)).shape));
        Assert.Equal(["2x64x32x32", "2x128x16x16", "2x256x8x8", "2x10"], shapes);
    }

    [Fact]
    public void Names_in_files_are_stable()
    {
        var names = CifarTrunk.Stages(2, 8, 3)[3].Module.state_dict().Keys;
        string[] expected =
        [
            "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked",
            "conv2.weight", "bn2.weight", "bn2.bias", "bn2.running_mean", "bn2.running_var", "bn2.num_batches_tracked",
            "conv3.weight", "bn3.weight", "bn3.bias", "bn3.running_mean", "bn3.running_var", "bn3.num_batches_tracked",
            "linear.weight", "linear.bias",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(SgMethod.Sobolev, "128x64x3x3 128 10x131072 10")]
    [InlineData(SgMethod.Direct, "128x64x3x3 128 128x128x3x3 128 64x128x3x3 64")]
    public void Modules_have_the_layers_of_the_supplement(SgMethod method, string shapes)
    {
        var options = new ModuleOptions { DirectSeesLabel = false };
        using var module = SgModules.Build(
            method, new SobolevObjective(Discrepancy.AbsoluteError), new ModuleInput(64, 32, 10), options, new RandomStream(1, "module"));
        Assert.Equal(shapes, string.Join(' ', module.Network.parameters().Select(parameter => string.Join('x', parameter.shape))));
    }

    [Theory]
    [InlineData(SgMethod.Sobolev)]
    [InlineData(SgMethod.Direct)]
    public void With_a_last_layer_of_zeros_synthetic_gradients_begin_at_zero(SgMethod method)
    {
        using var module = SgModules.Build(method, new SobolevObjective(Discrepancy.AbsoluteError), new ModuleInput(4, 8, 5),
            new ModuleOptions { Width = 6 }, new RandomStream(1, "module"));
        var labels = nn.functional.one_hot(arange(3) % 5, 5).to(float32);
        var truth = new StoredJet(ones(3), ones(3, 4, 8, 8));
        Assert.Equal(0, module.Compare(rand(3, 4, 8, 8), labels, truth).Gradient.abs().sum().ToDouble());
    }
}
