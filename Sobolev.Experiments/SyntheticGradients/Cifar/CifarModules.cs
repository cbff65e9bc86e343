using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>The modules of the supplement's CIFAR-10 experiments.</summary>
internal static class CifarModules
{
    /// <param name="method">Decides between a model of the loss and a direct prediction.</param>
    /// <param name="objective">What trains it.</param>
    /// <param name="channels">Of the activations it sees.</param>
    /// <param name="side">Their height and width.</param>
    /// <param name="classes">Of the labels.</param>
    /// <param name="keys">Width, and how its last layer begins.</param>
    /// <param name="chance">First weights.</param>
    public static GradientModule Build(SgMethod method, SobolevObjective objective, long channels, long side, int classes, ModuleKeys keys, RandomStream chance)
    {
        long width = keys.Width;
        var network = method == SgMethod.Direct
            // three layers that keep the resolution; the last has to end in the channels of h
            ? nn.Sequential(("conv1", nn.Conv2d(channels, width, 3, padding: 1)), ("relu1", nn.ReLU()), ("conv2", nn.Conv2d(width, width, 3, padding: 1)), ("relu2", nn.ReLU()), ("output", nn.Conv2d(width, channels, 3, padding: 1)))
            : nn.Sequential(("conv", nn.Conv2d(channels, width, 3, padding: 1)), ("relu", nn.ReLU()), ("flatten", nn.Flatten()), ("output", nn.Linear(width * side * side, classes)));
        InitialWeights.DrawHe(network, chance);
        if (keys.ZeroOutput)
        {
            using var quiet = no_grad();
            network.get_parameter("output.weight")!.zero_();
        }

        return method == SgMethod.Direct ? new DirectModule(network, objective) : new LossModule(network, objective);
    }
}
