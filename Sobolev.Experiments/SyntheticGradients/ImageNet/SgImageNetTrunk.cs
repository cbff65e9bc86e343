using Sobolev.Files;
using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>The residual network of sg-imagenet; it is cut after its layers 1, 2 and 3.</summary>
/// <param name="options">Shape and initial weights.</param>
/// <param name="width">Channels of the first layer.</param>
/// <param name="classes">Number of classes.</param>
internal sealed class SgImageNetTrunk(ResNetOptions options, int width, int classes) : ISgTrunk
{
    private readonly ResNetShape _shape = options.ShapeOf(width);

    public int Classes => classes;

    public IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> Stages() => ResNet.Stages(_shape, classes);

    /// <exception cref="SobolevException">The file of the key network.init is of another network (exit 3).</exception>
    public void Initialise(IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> stages)
    {
        if (options.ZeroLastScale)
        {
            foreach (var (_, stage) in stages)
                ResNet.ZeroLastScales(stage);
        }

        if (options.Init.Length > 0)
            ResNet.Load(stages, SafeTensors.Read(options.Init), options.Init, options.InitSkip);
    }

    public int StagesBelow(int cut) => ResNet.StemStages + cut;

    public ModuleInput InputAt(int cut) => new(_shape.ChannelsAfter(cut), Side: null, classes);
}
