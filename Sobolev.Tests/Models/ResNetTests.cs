using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

/// <summary>Residual networks as torchvision has them.</summary>
public sealed class ResNetTests : IClassFixture<LoadedTorch>
{
    private static readonly string _witness = Path.Combine(AppContext.BaseDirectory, "TestData", "resnet.safetensors");

    /// <summary>torchvision publishes 25,557,032 parameters for resnet50.</summary>
    [Fact]
    public void ResNet50_has_the_published_number_of_parameters_and_their_names_and_shapes()
    {
        var stages = ResNet.Stages(ResNetShape.ResNet50, 1000);
        var parameters = stages.SelectMany(
            stage => stage.Module.named_parameters().Select(
                named => (
                    Name: $"{stage.Name}.{named.name}",
                    Shape: string.Join('x', named.parameter.shape)))).ToDictionary(pair => pair.Name, pair => pair.Shape);
        Assert.Equal(25_557_032, stages.Sum(stage => stage.Module.parameters().Sum(parameter => parameter.numel())));
        Assert.Equal(161, parameters.Count);
        Assert.Equal("64x3x7x7", parameters["conv1.weight"]);
        Assert.Equal("1000x2048", parameters["fc.weight"]);
        // written out from the table of He et al.: three convolutions a block, a projection where the shape changes
        int[] blocks = [3, 4, 6, 3], widths = [64, 128, 256, 512];
        var input = 64;
        for (var layer = 0; layer < 4; layer++)
        {
            for (var block = 0; block < blocks[layer]; block++)
            {
                var (at, width) = ($"layer{layer + 1}.{block}", widths[layer]);
                Assert.Equal($"{width}x{input}x1x1", parameters[$"{at}.conv1.weight"]);
                Assert.Equal($"{width}x{width}x3x3", parameters[$"{at}.conv2.weight"]);
                Assert.Equal($"{4 * width}x{width}x1x1", parameters[$"{at}.conv3.weight"]);
                Assert.Equal($"{4 * width}", parameters[$"{at}.bn3.weight"]);
                Assert.Equal(block == 0, parameters.ContainsKey($"{at}.downsample.0.weight"));
                if (block == 0)
                    Assert.Equal($"{4 * width}x{input}x1x1", parameters[$"{at}.downsample.0.weight"]);
                input = 4 * width;
            }
        }

        foreach (var (_, stage) in stages)
            stage.Dispose();
    }

    /// <summary>
    /// Weights, logits and gradients of the same network in plain PyTorch, 64 bits (Sobolev.Benchmarks/pytorch/resnet.py witness).
    /// </summary>
    [Fact]
    public void Weights_from_PyTorch_give_its_logits_gradients_and_statistics()
    {
        using var scope = NewDisposeScope();
        var file = SafeTensors.Read(_witness);
        var stages = ResNet.Stages(new ResNetShape([1, 1, 1, 1], 4, SmallStem: false), 5);
        ResNet.Load(stages, file, _witness, []);
        using var network = nn.Sequential(stages);
        network.to(float64);
        network.train();
        var images = Of("witness.images").to(float64).requires_grad_(true);
        var logits = network.call(images);
        AssertNear(Of("witness.logits"), logits);
        var labels = tensor(file["witness.labels"].Values<long>());
        nn.functional.cross_entropy(logits, labels).backward();
        AssertNear(Of("witness.image_gradient"), images.grad!);
        AssertNear(Of("witness.conv1_gradient"), network.get_parameter("conv1.weight")!.grad!);
        AssertNear(Of("witness.running_var"), network.get_buffer("bn1.running_var")!);
        network.eval();
        AssertNear(Of("witness.evaluated"), network.call(Of("witness.images").to(float64)));

        Tensor Of(string name) => file[name] is var stored && stored.Type == "F32"
            ? tensor(stored.Values<float>(), stored.Shape.ToArray())
            : tensor(stored.Values<double>(), stored.Shape.ToArray());
    }

    [Fact]
    public void What_is_written_has_torchvisions_names()
    {
        var stages = ResNet.Stages(new ResNetShape([1, 1, 1, 1], 4, SmallStem: false), 5);
        using var network = nn.Sequential(stages);
        var written = NetworkFile.Tensors(network).Select(tensor => tensor.Name).Order();
        var known = SafeTensors.Read(_witness).Tensors.Select(tensor => tensor.Name)
            .Where(name => !name.StartsWith("witness.", StringComparison.Ordinal)).Order();
        Assert.Equal(known, written);
    }

    [Fact]
    public void A_head_of_other_classes_is_exit_3_and_says_so()
    {
        var stages = ResNet.Stages(new ResNetShape([1, 1, 1, 1], 4, SmallStem: false), 7);
        var error = Assert.Throws<SobolevException>(() => ResNet.Load(stages, SafeTensors.Read(_witness), "weights.safetensors", []));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("fc.", error.Message);
        Assert.Contains("classes", error.Message);
    }

    /// <summary>The same weights under the names that DataParallel and torch.compile give them.</summary>
    [Theory]
    [InlineData("module.", "")]
    [InlineData("_orig_mod.", "")]
    [InlineData("module._orig_mod.", "_orig_mod.")]
    [InlineData("state_dict.model.", "")]
    public void Prefixes_of_wrappers_are_passed_over(string before, string within)
    {
        var file = SafeTensors.Read(_witness);
        var wrapped =
            new TensorFile([.. file.Tensors.Select(tensor => tensor with { Name = before + Inside(tensor.Name) })], file.Metadata);
        using var plain = Loaded(file, 5, []);
        using var network = Loaded(wrapped, 5, []);
        Assert.Equal(NetworkFile.Tensors(plain).Select(Hex), NetworkFile.Tensors(network).Select(Hex));

        string Inside(string name) => name.Replace("layer1.", "layer1." + within, StringComparison.Ordinal);
    }

    [Fact]
    public void A_skipped_layer_stays_as_it_was_drawn_and_the_others_are_the_files()
    {
        var file = SafeTensors.Read(_witness);
        using var network = Loaded(file, 7, ["fc"]);
        Assert.Equal([7, 128], network.get_parameter("fc.weight")!.shape);
        Assert.Equal(file["layer4.0.conv3.weight"].Doubles(),
            NetworkFile.Tensors(network).Single(tensor => tensor.Name == "layer4.0.conv3.weight").Doubles());
        var stranger = Assert.Throws<SobolevException>(() => Loaded(file, 5, ["head"]));
        Assert.Equal(ExitCode.Usage, stranger.ExitCode);
        Assert.Contains("the network has no tensor head; it has conv1", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_a_deeper_network_and_weights_that_are_not_finite_are_refused()
    {
        var file = SafeTensors.Read(_witness);
        var deeper = new TensorFile([.. file.Tensors, StoredTensor.Of<float>("layer3.1.conv1.weight", [1])], file.Metadata);
        Assert.Contains("layer3.1.conv1.weight of a larger one", Assert.Throws<SobolevException>(() => Loaded(deeper, 5, [])).Message,
            StringComparison.Ordinal);
        var bias = file["fc.bias"].Doubles();
        bias[2] = double.NaN;
        var lost = new TensorFile([.. file.Tensors.Select(tensor => tensor.Name == "fc.bias"
            ? StoredTensor.Of<double>("fc.bias", bias)
            : tensor)], file.Metadata);
        var error = Assert.Throws<SobolevException>(() => Loaded(lost, 5, []));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("fc.bias has numbers that are not finite", error.Message, StringComparison.Ordinal);
    }

    private static TorchSharp.Modules.Sequential Loaded(TensorFile file, int classes, IReadOnlyList<string> skipped)
    {
        var stages = ResNet.Stages(new ResNetShape([1, 1, 1, 1], 4, SmallStem: false), classes);
        ResNet.Load(stages, file, "weights.safetensors", skipped);
        return nn.Sequential(stages);
    }

    private static string Hex(StoredTensor tensor) => tensor.Name + Convert.ToHexString(tensor.Bytes.ToArray<byte>());

    [Fact]
    public void With_zero_last_scales_a_block_is_the_rectified_shortcut()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var block = new Bottleneck(16, 4, 1);
        ResNet.ZeroLastScales(block);
        var input = rand(2, 16, 5, 5);
        Assert.True(allclose(block.call(input), input));
    }

    [Theory]
    [InlineData(512, 28, 14)]
    [InlineData(256, 9, 5)]
    public void The_module_of_ImageNet_halves_once_and_averages(long channels, long side, long halved)
    {
        using var scope = NewDisposeScope();
        using var module = GradientNetworks.PoolingClassifier(channels, 1000, 64);
        // conv 3x3 from the activations, conv 3x3, 1x1 to the classes, with biases
        Assert.Equal((channels * 9 + 1) * 64 + (64 * 9 + 1) * 64 + (64 + 1) * 1000,
            module.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal([2, 1000], module.call(rand(2, channels, side, side)).shape);
        var second = (nn.Module<Tensor, Tensor>)module.named_children().Single(child => child.name == "conv2").module;
        Assert.Equal([2, 64, halved, halved], second.call(rand(2, 64, side, side)).shape);
    }

    private static void AssertNear(Tensor expected, Tensor actual) =>
        Assert.True(allclose(expected.to(float64), actual.detach(), rtol: 1e-9, atol: 1e-11),
            $"off by {(expected - actual).abs().max().ToString(TorchSharp.TensorStringStyle.Numpy)}");
}
