using Sobolev.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// The basic block of a wide residual network: twice normalise, rectify, convolve; added to the input, or where the shape changes to a
/// 1x1 convolution of the input as the first convolution sees it.
/// </summary>
internal sealed class PreActivationBlock : nn.Module
{
    private readonly BatchNorm2d _norm1, _norm2;
    private readonly Conv2d _conv1, _conv2;
    private readonly Conv2d? _shortcut;
    private readonly long _stride;

    public PreActivationBlock(long from, long to, long stride)
        : base(nameof(PreActivationBlock))
    {
        _stride = stride;
        register_module("bn1", _norm1 = nn.BatchNorm2d(from));
        register_module("conv1", _conv1 = nn.Conv2d(from, to, 3, stride: stride, padding: 1, bias: false));
        register_module("bn2", _norm2 = nn.BatchNorm2d(to));
        register_module("conv2", _conv2 = nn.Conv2d(to, to, 3, padding: 1, bias: false));
        if (from != to || stride != 1)
            register_module("shortcut", _shortcut = nn.Conv2d(from, to, 1, bias: false));
    }

    public Linearised Linearise(Linearised input)
    {
        var active = input.Normalised(_norm1).Rectified();
        var residual = active.Convolved(_conv1).Normalised(_norm2).Rectified().Convolved(_conv2);
        return residual.Plus(_shortcut is null ? input : active.Mapped(x => x.Every(_stride)).Convolved(_shortcut));
    }
}
