using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Selects the statistics of a network's batch normalisation, and whether they are updated.</summary>
public static class Normalisation
{
    /// <summary>Torch's default momentum: the fraction of a batch's statistics added to the running ones.</summary>
    private const double Momentum = 0.1;

    /// <summary>Normalises by the statistics of the current batch, through which gradients flow, so samples affect each other.</summary>
    /// <param name="learns">Whether the running statistics move towards the batch's.</param>
    public static void ByBatch(nn.Module network, bool learns)
    {
        network.train(true);
        foreach (var layer in network.modules().OfType<BatchNorm2d>())
            layer.momentum = learns ? Momentum : 0;
    }

    /// <summary>By the running statistics: constants, samples are apart.</summary>
    public static void ByRunning(nn.Module network) => network.train(false);
}
