using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;

namespace Sobolev.SyntheticGradients;

/// <summary>The input of a module at its cut.</summary>
/// <param name="Channels">Channels of the activations.</param>
/// <param name="Side">Their height and width, where a model of the loss is made for that; null for one that averages over all
/// pixels.</param>
/// <param name="Classes">Number of classes.</param>
internal sealed record ModuleInput(long Channels, long? Side, int Classes);

/// <summary>The modules of the supplement.</summary>
internal static class SgModules
{
    /// <param name="method">Decides between a model of the loss and a direct prediction.</param>
    /// <param name="objective">Objective of the module.</param>
    /// <param name="input">At its cut.</param>
    /// <param name="keys">Width, and how its last layer begins.</param>
    /// <param name="rng">Stream of the initial weights.</param>
    public static GradientModule Build(SgMethod method, SobolevObjective objective, ModuleInput input, ModuleOptions keys, RandomStream rng)
    {
        var (channels, side, classes) = input;
        var network = method == SgMethod.Direct ? GradientNetworks.Direct(channels, keys.DirectSeesLabel ? classes : 0, keys.Width)
            : side is { } pixels ? GradientNetworks.Classifier(channels, pixels, classes, keys.Width)
            : GradientNetworks.PoolingClassifier(channels, classes, keys.Width);
        GradientNetworks.Draw(network, keys.ZeroOutput, rng);
        return method == SgMethod.Direct
            ? new DirectModule(network, keys.DirectSeesLabel, keys.DirectScale, objective)
            : new LossModule(network, objective);
    }
}
