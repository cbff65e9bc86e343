using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.SyntheticGradients;

/// <summary>A module's prediction of the loss above its cut, and the error of the prediction.</summary>
/// <param name="Gradient">The synthetic gradient of each sample's own loss, in the shape of the activations, detached.</param>
/// <param name="Value">The loss it predicts for each sample (batch), detached; null for a module that predicts gradients only.</param>
/// <param name="Loss">The objective's comparison with the truth, which trains the module.</param>
internal sealed record Prediction(Tensor Gradient, Tensor? Value, SobolevLoss Loss);

/// <summary>A module at a cut: sees the activations h and the labels, predicts the gradient of the loss by h.</summary>
internal abstract class GradientModule(nn.Module<Tensor, Tensor> network, SobolevObjective objective) : IDisposable
{
    public nn.Module<Tensor, Tensor> Network { get; } = network;

    protected SobolevObjective Objective { get; } = objective;

    /// <param name="activations">(batch, channels, height, width)</param>
    /// <param name="labels">One-hot, (batch, classes).</param>
    /// <param name="truth">The loss of each sample (batch), with its gradients by activations and labels.</param>
    public abstract Prediction Compare(Tensor activations, Tensor labels, StoredJet truth);

    public void Dispose() => Network.Dispose();

    /// <summary>Per sample the log loss, - sum_c y_c log p_c of logits (batch, classes) and labels (batch, classes).</summary>
    public static Tensor LogLoss(Tensor logits, Tensor labels) => -(labels * F.log_softmax(logits, 1)).sum(dim: 1);
}

/// <summary>m(h, y) = log loss of an internal prediction p(h) for the label y; its gradient by h is the synthetic gradient.</summary>
internal sealed class LossModule(nn.Module<Tensor, Tensor> classifier, SobolevObjective objective) : GradientModule(classifier, objective)
{
    public override Prediction Compare(Tensor activations, Tensor labels, StoredJet truth)
    {
        // the gradient is needed by the network below, whether the objective counts it or not
        var model = new FunctionJet(z => LogLoss(Autocast.Widened(Network.call(z[0])), z[1]), [activations, labels],
            Graph.Trainable, order: 1);
        var gradient = model.Derivative(new(1)).detach();
        return new(gradient, model.Value.detach(), Objective.Compare(model, truth));
    }
}

/// <summary>A network whose output is the synthetic gradient: its value is compared with the true gradient.</summary>
/// <param name="network">From activations, and planes of the label where it sees them, to the activations' shape.</param>
/// <param name="seesLabel">Without the label it can predict no more than the gradient's mean over the labels.</param>
/// <param name="scale">Factor on the output: gradients are small numbers, weights and Adam's steps are not.</param>
/// <param name="objective">Training objective.</param>
internal sealed class DirectModule(nn.Module<Tensor, Tensor> network, bool seesLabel, double scale, SobolevObjective objective)
    : GradientModule(network, objective)
{
    public override Prediction Compare(Tensor activations, Tensor labels, StoredJet truth)
    {
        var model = new FunctionJet(h => Autocast.Widened(Network.call(seesLabel ? GradientNetworks.WithLabels(h, labels) : h)) * scale,
            activations, Graph.Trainable, order: 0);
        return new(model.Value.detach(), null, Objective.Compare(model, new StoredJet(truth.Derivative(new(1)))));
    }
}
