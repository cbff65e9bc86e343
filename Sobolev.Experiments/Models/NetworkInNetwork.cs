using Sobolev.Objectives;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Network in network (Lin, Chen and Yan 2013) for 32x32 images: three convolutions, each followed by two of 1x1, 192-160-96, 192-192-192,
/// 192-192-classes channels, pooling between them, and the average over the pixels as the scores. No dropout: the input gradient is to be
/// one function's.
/// </summary>
/// <remarks>
/// The wide network is width 1: 966,986 parameters without normalisation, ten classes. Zagoruyko and Komodakis (2017) give their thin one
/// as 0.2 million and no widths: here it is half of every width, 246,186. The last convolution is neither normalised nor rectified.
/// </remarks>
public sealed class NetworkInNetwork : LinearisedNetwork
{
    private const int Convolutions = 9;

    private readonly List<Func<Linearised, Linearised>> _layers = [];
    private readonly bool _normalised;
    private long _channels;
    private int _convolutions;

    /// <param name="width">Factor of every width but the last.</param>
    /// <param name="normalised">Whether each convolution but the last is followed by batch normalisation instead of a bias.</param>
    /// <param name="channels">Number of channels of the images.</param>
    /// <param name="classes">Outputs.</param>
    public NetworkInNetwork(double width, bool normalised, int channels, int classes)
        : base(nameof(NetworkInNetwork))
    {
        (_normalised, _channels) = (normalised, channels);
        Stage(192, 5, 160, ChannelCount.Scaled(96, width));
        _layers.Add(x => x.MaxPooled(3, stride: 2, padding: 1));
        Stage(192, 5, 192, ChannelCount.Scaled(192, width));
        _layers.Add(x => x.Mapped(images => nn.functional.avg_pool2d(images, 3, stride: 2, padding: 1)));
        Stage(192, 3, 192, classes);
        _layers.Add(x => x.Mapped(images => nn.functional.adaptive_avg_pool2d(images, 1).flatten(1)));

        void Stage(long first, long kernel, long second, long third)
        {
            Add(ChannelCount.Scaled(first, width), kernel);
            Add(ChannelCount.Scaled(second, width), 1);
            Add(third, 1);
        }
    }

    /// <summary>(batch, channels, height, width) to (batch, classes)</summary>
    public override Linearised Linearise(Linearised input) => _layers.Aggregate(input, (x, layer) => layer(x));

    private void Add(long channels, long kernel)
    {
        var number = ++_convolutions;
        var scores = number == Convolutions;
        var convolution = nn.Conv2d(_channels, channels, kernel, padding: kernel / 2, bias: scores || !_normalised);
        register_module($"conv{number}", convolution);
        _layers.Add(x => x.Convolved(convolution));
        _channels = channels;
        if (_normalised && !scores)
        {
            var normalisation = nn.BatchNorm2d(channels);
            register_module($"bn{number}", normalisation);
            _layers.Add(x => x.Normalised(normalisation));
        }

        if (!scores)
            _layers.Add(x => x.Rectified());
    }
}
