using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// The convolutional network of the supplement's CIFAR-10 experiments: 3x3 convolutions of 64, 64 | 128/2, 128, 128 | 256/2, 256, 256 |
/// 512/2, 512, 512 channels, each followed by batch normalisation and ReLU, and a linear layer with an output per class.
/// </summary>
public static class CifarTrunk
{
    private static readonly int[] _widths = [1, 2, 4, 8];

    /// <summary>The four stages in order; every stage but the first begins with stride two, the last ends with the logits.</summary>
    /// <param name="width">Channels of the first stage, 64 in the paper; the others have two, four and eight times as many.</param>
    /// <param name="side">Height and width of the images.</param>
    /// <param name="classes">Outputs.</param>
    public static IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Module)> Stages(int width, int side, int classes)
    {
        var stages = new List<(string, nn.Module<Tensor, Tensor>)>();
        var channels = 3;
        for (var stage = 0; stage < _widths.Length; stage++)
        {
            var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
            for (var layer = 0; layer < (stage == 0 ? 2 : 3); layer++)
            {
                var stride = stage > 0 && layer == 0 ? 2 : 1;
                var next = width * _widths[stage];
                // normalisation takes the mean away, and with it a bias
                layers.Add(($"conv{layer + 1}", nn.Conv2d(channels, next, 3, stride: stride, padding: 1, bias: false)));
                layers.Add(($"bn{layer + 1}", nn.BatchNorm2d(next)));
                layers.Add(($"relu{layer + 1}", nn.ReLU()));
                channels = next;
            }

            side = stage == 0 ? side : (side + 1) / 2;
            if (stage == _widths.Length - 1)
            {
                layers.Add(("flatten", nn.Flatten()));
                layers.Add(("linear", nn.Linear((long)channels * side * side, classes)));
            }

            stages.Add(($"stage{stage + 1}", nn.Sequential(layers)));
        }

        return stages;
    }
}
