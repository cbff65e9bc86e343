using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;

namespace Sobolev.SyntheticGradients;

/// <summary>The modules of the supplement's CIFAR-10 experiments.</summary>
internal static class CifarModules
{
    /// <param name="method">Decides between a model of the loss and a direct prediction.</param>
    /// <param name="objective">Training objective.</param>
    /// <param name="channels">Number of channels of the activations it sees.</param>
    /// <param name="side">Their height and width.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="keys">Width, and how its last layer begins.</param>
    /// <param name="rng">Random stream of the initial weights.</param>
    public static GradientModule Build(SgMethod method, SobolevObjective objective, long channels, long side, int classes, ModuleOptions keys, RandomStream rng)
    {
        var network = method == SgMethod.Direct
            ? GradientNetworks.Direct(channels, keys.DirectSeesLabel ? classes : 0, keys.Width)
            : GradientNetworks.Classifier(channels, side, classes, keys.Width);
        GradientNetworks.Draw(network, keys.ZeroOutput, rng);
        return method == SgMethod.Direct ? new DirectModule(network, keys.DirectSeesLabel, keys.DirectScale, objective) : new LossModule(network, objective);
    }
}
