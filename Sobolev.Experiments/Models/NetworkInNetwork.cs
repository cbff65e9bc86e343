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
public static class NetworkInNetwork
{
    /// <param name="width">Factor of every width but the last.</param>
    /// <param name="normalised">Whether each convolution but the last is followed by batch normalisation instead of a bias.</param>
    /// <param name="channels">Number of channels of the images.</param>
    /// <param name="classes">Outputs.</param>
    public static nn.Module<Tensor, Tensor> Build(double width, bool normalised, int channels, int classes)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        long last = channels;
        Stage(192, 5, 160, ChannelCount.Scaled(96, width));
        layers.Add(("pool1", nn.MaxPool2d(3, stride: 2, padding: 1)));
        Stage(192, 5, 192, ChannelCount.Scaled(192, width));
        layers.Add(("pool2", nn.AvgPool2d(3, stride: 2, padding: 1)));
        Stage(192, 3, 192, classes);
        layers.Add(("average", nn.AdaptiveAvgPool2d(1)));
        layers.Add(("flatten", nn.Flatten()));
        return nn.Sequential(layers);

        void Stage(long first, long kernel, long second, long third)
        {
            Convolution(ChannelCount.Scaled(first, width), kernel);
            Convolution(ChannelCount.Scaled(second, width), 1);
            Convolution(third, 1);
        }

        void Convolution(long to, long kernel)
        {
            var number = layers.Count(layer => layer.Item1.StartsWith("conv", StringComparison.Ordinal)) + 1;
            var scores = number == 9;
            layers.Add(($"conv{number}", nn.Conv2d(last, to, kernel, padding: kernel / 2, bias: scores || !normalised)));
            if (normalised && !scores)
                layers.Add(($"bn{number}", nn.BatchNorm2d(to)));
            if (!scores)
                layers.Add(($"relu{number}", nn.ReLU()));
            last = to;
        }
    }
}
