using Sobolev.Files;
using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.Theory;

/// <summary>Shape of a synthetic-gradient module, derived from the shapes of its tensors.</summary>
/// <param name="IsDirect">Whether its output is the gradient, rather than the logits of a predicted loss.</param>
/// <param name="Channels">Number of channels of the activations.</param>
/// <param name="Side">Their height and width.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Width">Channels of its convolutions.</param>
/// <param name="LabelPlanes">Planes of the label behind the activations: the classes, or none.</param>
internal sealed record ModuleShape(bool IsDirect, long Channels, long Side, int Classes, long Width, int LabelPlanes)
{
    /// <summary>Convolutions keep every resolution, so a small one serves to look at them.</summary>
    private const int SideOfConvolutions = 8;

    public nn.Module<Tensor, Tensor> Network() =>
        IsDirect ? GradientNetworks.Direct(Channels, LabelPlanes, Width) : GradientNetworks.Classifier(Channels, Side, Classes, Width);

    /// <exception cref="SobolevException">The file does not exist or is not a safetensors file (exit 3).</exception>
    public static TensorFile Open(string path) =>
        File.Exists(path) ? SafeTensors.Read(path) : throw new SobolevException(
            ExitCode.DataMissing,
            $"{path}: no such file; give a model of sg-cifar, such as models/sobolev-3-seed0.safetensors of its run folder");

    /// <summary>The modules of a file with the prefix of their tensors' names.</summary>
    /// <exception cref="SobolevException">The file has no modules (exit 3).</exception>
    public static IReadOnlyList<(string Prefix, ModuleShape Shape)> In(TensorFile file, string path)
    {
        var modules = new List<(string, ModuleShape)>();
        for (var number = 1; file.Tensors.Any(tensor => tensor.Name == $"module{number}.output.weight"); number++)
            modules.Add(($"module{number}.", Of(file, $"module{number}.")));
        return modules.Count > 0
            ? modules
            : throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no synthetic-gradient modules in this file; give a model that sg-cifar trained with the method direct, vfbn, "
                + "critic or sobolev");
    }

    private static ModuleShape Of(TensorFile file, string prefix)
    {
        var output = Dimensions(file, prefix + "output.weight", 2, 4);
        if (output.Count == 4)
        {
            var (channels, planes) = (output[0], Dimensions(file, prefix + "conv1.weight", 4)[1] - output[0]);
            if (planes < 0)
                throw new SobolevException(ExitCode.DataMissing,
                    $"the module {prefix} has fewer inputs than outputs; give a model of sg-cifar");
            // without planes of the label the number of classes does not matter
            return new ModuleShape(true, channels, SideOfConvolutions, (int)Math.Max(1, planes), output[1], (int)planes);
        }

        var convolution = Dimensions(file, prefix + "conv.weight", 4);
        var side = (long)Math.Round(Math.Sqrt((double)output[1] / convolution[0]));
        return new ModuleShape(false, convolution[1], side, (int)output[0], convolution[0], 0);
    }

    /// <summary>Shape of a tensor, which must have one of these numbers of dimensions, none of them empty or beyond all networks.</summary>
    private static IReadOnlyList<long> Dimensions(TensorFile file, string name, params int[] ranks)
    {
        var shape = file[name].Shape;
        return ranks.Contains(shape.Count) && shape.All(length => length is > 0 and <= 1 << 20)
            ? shape
            : throw new SobolevException(ExitCode.DataMissing,
                $"tensor {name} has shape ({string.Join(", ", shape)}), which no module of sg-cifar has");
    }
}
