using Sobolev.Objectives;
using Sobolev.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.SyntheticGradients;

/// <summary>The target gradient of a module.</summary>
public enum ModuleTargets
{
    /// <summary>The gradient of the true loss, sent down through every segment above.</summary>
    True,

    /// <summary>
    /// The gradient that the segment above has, which itself began with the synthetic gradient of the next module (Jaderberg et al. 2017).
    /// </summary>
    Bootstrapped,
}

/// <summary>
/// One minibatch through a cut network: every segment gets its gradients from the module above it, every module from the loss. Fills the
/// gradients of all parameters; takes no step.
/// </summary>
internal static class DecoupledPass
{
    /// <param name="network">In training mode, its gradients zero.</param>
    /// <param name="images">(batch, channels, height, width)</param>
    /// <param name="labels">Class numbers (batch).</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="targets">Target gradients of the modules.</param>
    /// <param name="share">
    /// The fraction of a minibatch that these images are: gradients are of their part in the minibatch's mean losses, and add up to them.
    /// </param>
    /// <returns>The mean log loss of the whole network, then the mean loss of each module.</returns>
    public static Tensor Run(CutNetwork network, Tensor images, Tensor labels, int classes, ModuleTargets targets, double share = 1)
    {
        var samples = images.shape[0] / share;
        var oneHot = F.one_hot(labels, classes).to(images.dtype);
        var (inputs, outputs) = Forward(network, images);
        var logits = outputs[^1];
        var losses = GradientModule.LogLoss(logits, oneHot);
        // of - sum_c y_c log p_c by y
        var byLabels = -F.log_softmax(logits, 1).detach();
        losses.backward([full_like(losses, 1 / samples, requires_grad: false)]);

        var moduleLosses = new Tensor[network.Modules.Count];
        // gradients are of each sample's own loss, those of the mean are a minibatch-th of them
        Tensor? received = null;
        for (var cut = network.Modules.Count - 1; cut >= 0; cut--)
        {
            received = targets == ModuleTargets.True && received is not null
                ? Derivatives.Gradient(outputs[cut + 1], inputs[cut + 1], received, createGraph: false)
                : inputs[cut + 1].grad! * samples;
            var truth = new StoredJet(losses.detach(), received, byLabels);
            var prediction = network.Modules[cut].Compare(outputs[cut].detach(), oneHot, truth);
            moduleLosses[cut] = prediction.Loss.Total.detach();
            prediction.Loss.Backward(network.Modules[cut].Network.parameters(), share);
            SendDown(outputs[cut], prediction.Gradient * (1 / samples), keepGraph: targets == ModuleTargets.True && cut > 0);
        }

        return stack([losses.mean().detach(), .. moduleLosses], 0);
    }

    /// <summary>The activations on both sides of each cut: outputs with the graph of their segment, inputs cut from it.</summary>
    private static (Tensor[] Inputs, Tensor[] Outputs) Forward(CutNetwork network, Tensor images)
    {
        var (inputs, outputs) = (new Tensor[network.Segments.Count], new Tensor[network.Segments.Count]);
        for (var i = 0; i < outputs.Length; i++)
        {
            inputs[i] = i == 0 ? images : outputs[i - 1].detach().requires_grad_(true);
            outputs[i] = Autocast.Widened(network.Segments[i].call(inputs[i]));
        }

        return (inputs, outputs);
    }

    private static void SendDown(Tensor output, Tensor gradient, bool keepGraph) =>
        output.backward([gradient], create_graph: false, retain_graph: keepGraph);
}
