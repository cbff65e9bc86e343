using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// The bottleneck block of a residual network (He et al. 2016): convolutions 1x1, 3x3 and 1x1 to four times the channels, each normalised;
/// added to the input, or to a 1x1 convolution of it where the shape changes. The stride is that of the 3x3, as in torchvision.
/// </summary>
internal sealed class Bottleneck : nn.Module<Tensor, Tensor>
{
    public const int Expansion = 4;

    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _norm1, _norm2, _norm3;
    private readonly Sequential? _downsample;
    private readonly long _stride;

    public Bottleneck(long from, long width, long stride)
        : base(nameof(Bottleneck))
    {
        _stride = stride;
        var to = width * Expansion;
        register_module("conv1", _conv1 = nn.Conv2d(from, width, 1, bias: false));
        register_module("bn1", _norm1 = nn.BatchNorm2d(width));
        register_module("conv2", _conv2 = nn.Conv2d(width, width, 3, stride: stride, padding: 1, bias: false));
        register_module("bn2", _norm2 = nn.BatchNorm2d(width));
        register_module("conv3", _conv3 = nn.Conv2d(width, to, 1, bias: false));
        register_module("bn3", _norm3 = nn.BatchNorm2d(to));
        if (from != to || stride != 1)
            register_module("downsample",
                _downsample = nn.Sequential(("0", nn.Conv2d(from, to, 1, bias: false)), ("1", nn.BatchNorm2d(to))));
    }

    public override Tensor forward(Tensor input)
    {
        var x = nn.functional.relu(_norm1.call(_conv1.call(input)));
        x = nn.functional.relu(_norm2.call(_conv2.call(x)));
        x = _norm3.call(_conv3.call(x));
        return nn.functional.relu(x + (_downsample is null ? input : _downsample.call(input.Every(_stride))));
    }
}
