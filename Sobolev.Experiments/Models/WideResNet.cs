using Sobolev.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// A wide residual network for small images (Zagoruyko and Komodakis 2016): a convolution, three groups of pre-activation blocks of which
/// the second and third halve the resolution, normalisation, average over the pixels, a linear layer.
/// </summary>
/// <remarks>WRN-16-1 has 175,066 parameters, WRN-16-2 has 691,674, for ten classes.</remarks>
public sealed class WideResNet : LinearisedNetwork
{
    private const long Stem = 16;

    private readonly Conv2d _conv;
    private readonly PreActivationBlock[] _blocks;
    private readonly BatchNorm2d _norm;
    private readonly Linear _linear;

    /// <param name="depth">6n + 4 layers for n blocks a group: 16 is two.</param>
    /// <param name="width">Widening factor k: 16k, 32k and 64k channels.</param>
    /// <param name="channels">Number of channels of the images.</param>
    /// <param name="classes">Outputs.</param>
    public WideResNet(int depth, double width, int channels, int classes)
        : base(nameof(WideResNet))
    {
        if (!IsDepth(depth))
            throw new ArgumentOutOfRangeException(nameof(depth), depth, "a wide residual network has 6n + 4 layers");
        register_module("conv", _conv = nn.Conv2d(channels, Stem, 3, padding: 1, bias: false));
        var blocks = new List<PreActivationBlock>();
        var last = Stem;
        for (var group = 0; group < 3; group++)
        {
            var next = ChannelCount.Scaled(Stem << group, width);
            for (var block = 0; block < (depth - 4) / 6; block++)
            {
                blocks.Add(new PreActivationBlock(last, next, stride: block == 0 && group > 0 ? 2 : 1));
                register_module($"group{group + 1}_block{block + 1}", blocks[^1]);
                last = next;
            }
        }

        _blocks = [.. blocks];
        register_module("bn", _norm = nn.BatchNorm2d(last));
        register_module("linear", _linear = nn.Linear(last, classes));
    }

    public static bool IsDepth(int depth) => depth >= 10 && (depth - 4) % 6 == 0;

    /// <summary>(batch, channels, height, width) to (batch, classes)</summary>
    public override Linearised Linearise(Linearised input) =>
        _blocks.Aggregate(input.Convolved(_conv), (x, block) => block.Linearise(x))
            .Normalised(_norm).Rectified().Mapped(x => x.mean([2, 3])).Multiplied(_linear);
}
