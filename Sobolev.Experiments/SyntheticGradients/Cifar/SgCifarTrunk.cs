using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>The network of sg-cifar; it is cut after stages 1, 2 and 3.</summary>
/// <param name="width">Channels of the first stage.</param>
/// <param name="side">Height of the images.</param>
/// <param name="classes">Number of classes.</param>
internal sealed class SgCifarTrunk(int width, int side, int classes) : ISgTrunk
{
    public int Classes => classes;

    public IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> Stages() => CifarTrunk.Stages(width, side, classes);

    public int StagesBelow(int cut) => cut;

    /// <summary>Each stage has twice the channels of the one below, and half the side, rounded up.</summary>
    public ModuleInput InputAt(int cut) => new(width << (cut - 1), (side - 1 >> (cut - 1)) + 1, classes);
}
