using Sobolev.Files;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>A residual network of bottleneck blocks.</summary>
/// <param name="Blocks">Blocks of each of the four layers; ResNet50 has 3, 4, 6, 3.</param>
/// <param name="Width">
/// Channels of the first layer's 3x3 convolutions, 64 in ResNet50; the later layers have two, four and eight times as many.
/// </param>
/// <param name="SmallStem">
/// Begin with a 3x3 convolution of stride one and no pooling, for images of 64x64 and less, where ImageNet's 7x7/2 and pooling/2 would
/// leave little.
/// </param>
public sealed record ResNetShape(IReadOnlyList<int> Blocks, int Width, bool SmallStem)
{
    public static ResNetShape ResNet50 { get; } = new([3, 4, 6, 3], 64, SmallStem: false);

    /// <summary>Channels that layer number <paramref name="layer"/> (from 1) hands on.</summary>
    public int ChannelsAfter(int layer) => (Width << (layer - 1)) * Bottleneck.Expansion;
}

/// <summary>
/// Residual networks (He et al. 2016) as torchvision has them, layer by layer; names and shapes of all parameters and buffers are
/// torchvision's, so weights travel both ways in safetensors files.
/// </summary>
/// <remarks>ResNet50 has 25,557,032 parameters for a thousand classes.</remarks>
public static class ResNet
{
    /// <summary>The stages before the first of the four layers: convolution, normalisation, ReLU, pooling.</summary>
    public const int StemStages = 4;

    /// <summary>From images (batch, 3, height, width) to logits (batch, classes); each stage has torchvision's name.</summary>
    public static IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> Stages(ResNetShape shape, int classes)
    {
        var stages = new List<(string, nn.Module<Tensor, Tensor>)>
        {
            ("conv1", shape.SmallStem
                ? nn.Conv2d(3, shape.Width, 3, padding: 1, bias: false)
                : nn.Conv2d(3, shape.Width, 7, stride: 2, padding: 3, bias: false)),
            ("bn1", nn.BatchNorm2d(shape.Width)),
            ("relu", nn.ReLU()),
            ("maxpool", shape.SmallStem ? nn.Identity() : nn.MaxPool2d(3, stride: 2, padding: 1)),
        };
        long channels = shape.Width;
        for (var layer = 1; layer <= 4; layer++)
        {
            var blocks = new List<(string, nn.Module<Tensor, Tensor>)>();
            for (var block = 0; block < shape.Blocks[layer - 1]; block++)
            {
                blocks.Add(($"{block}", new Bottleneck(channels, shape.Width << (layer - 1), stride: block == 0 && layer > 1 ? 2 : 1)));
                channels = shape.ChannelsAfter(layer);
            }

            stages.Add(($"layer{layer}", nn.Sequential(blocks)));
        }

        stages.Add(("avgpool", nn.AdaptiveAvgPool2d(1)));
        stages.Add(("flatten", nn.Flatten()));
        stages.Add(("fc", nn.Linear(channels, classes)));
        return stages;
    }

    /// <summary>
    /// Sets the scale of each block's last normalisation to zero, so that every block begins as the identity (Goyal et al. 2017).
    /// </summary>
    public static void ZeroLastScales(nn.Module stage)
    {
        using var quiet = no_grad();
        foreach (var (name, parameter) in stage.named_parameters())
        {
            if (name.EndsWith("bn3.weight", StringComparison.Ordinal))
                parameter.zero_();
        }
    }

    /// <summary>Overwrites all parameters and statistics by those of a file under torchvision's names.</summary>
    /// <param name="stages">Result of <see cref="Stages"/>.</param>
    /// <param name="file">Content of the file; counters of minibatches may be missing, since not every writer keeps them.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="skipped">Names, or beginnings of names up to a dot, of tensors that stay as they are, such as fc.</param>
    /// <exception cref="SobolevException">A tensor is missing, of another shape or of a larger network (exit 3); a skipped name is not one
    /// (exit 2).</exception>
    public static void Load(IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> stages, TensorFile file, string path,
        IReadOnlyList<string> skipped)
    {
        file = WeightNames.Unwrapped(file, "conv1.weight");
        HashSet<string> names = [.. stages.SelectMany(stage => NetworkFile.Names(stage.Module, $"{stage.Name}."))];
        if (skipped.FirstOrDefault(skip => !names.Any(name => IsOf(name, skip))) is { } stranger)
            throw new SobolevException(ExitCode.Usage,
                $"init_skip: the network has no tensor {stranger}; it has {string.Join(", ", stages.Select(stage => stage.Name))}");
        RefuseLarger(stages, file, path, name => names.Contains(name) || IsSkipped(name));
        foreach (var (name, stage) in stages)
        {
            var counters = from named in stage.named_buffers()
                           let full = $"{name}.{named.name}"
                           where full.EndsWith("num_batches_tracked", StringComparison.Ordinal)
                               && file.Tensors.All(tensor => tensor.Name != full)
                           select StoredTensor.Of<long>(full, [0]);
            try
            {
                NetworkFile.Load(stage, new TensorFile([.. file.Tensors, .. counters], file.Metadata), $"{name}.", IsSkipped);
            }
            catch (SobolevException error)
            {
                var remedy = name == "fc"
                    ? "; the file was trained on a different number of classes (--init-skip fc draws the last layer)"
                    : "";
                throw new SobolevException(
                    error.ExitCode,
                    $"{path}: does not hold weights of this network: {error.Message}{remedy}",
                    error);
            }
        }

        bool IsSkipped(string name) => skipped.Any(skip => IsOf(name, skip));
    }

    private static bool IsOf(string name, string begin) => name == begin || name.StartsWith(begin + ".", StringComparison.Ordinal);

    /// <summary>A deeper network's file has all that a shallower network needs, and more.</summary>
    private static void RefuseLarger(IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> stages, TensorFile file, string path,
        Predicate<string> isKnown)
    {
        string[] strange =
            [.. file.Tensors.Select(tensor => tensor.Name).Where(name => stages.Any(stage => IsOf(name, stage.Name)) && !isKnown(name))];
        if (strange.Length > 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: does not hold weights of this network: it has "
                    + $"{strange[0]}{(strange.Length > 1 ? $" and {strange.Length - 1} more tensors" : "")} of a larger one");
    }
}
