using Sobolev.Randomness;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Initial weights of networks of any layers.</summary>
public static class HeWeights
{
    /// <summary>
    /// Draws the weights of convolutions and linear layers of any network in the order of its state dict, normal with variance
    /// 2 / fan-in (He et al. 2015); biases become zero, the scales of normalisation layers one.
    /// </summary>
    public static void Draw(nn.Module network, RandomStream rng)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var shape = parameter.shape;
            if (shape.Length == 1)
            {
                parameter.fill_(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
                continue;
            }

            var deviation = Math.Sqrt(2.0 / (parameter.numel() / shape[0]));
            var weights = new double[parameter.numel()];
            foreach (ref var weight in weights.AsSpan())
                weight = deviation * rng.NextNormal();
            parameter.copy_(tensor(weights, shape, dtype: float64));
        }
    }
}
