using Sobolev.Objectives;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.SyntheticGradients;

/// <summary>How good one module is on the probe images: means over the samples.</summary>
/// <param name="ValueError">Absolute difference of predicted and true loss; not-a-number for a module that predicts no loss.</param>
/// <param name="GradientError">Sum over coordinates of the absolute difference of synthetic and true gradient.</param>
/// <param name="Cosine">Cosine of the angle between synthetic and true gradient of each sample.</param>
/// <param name="NormRatio">Length of the synthetic gradient by that of the true one, of the means.</param>
/// <param name="PredictedLoss">Mean; not-a-number for a module that predicts no loss.</param>
internal sealed record ModuleQuality(double ValueError, double GradientError, double Cosine, double NormRatio, double PredictedLoss);

/// <summary>Results of a probe.</summary>
/// <param name="Loss">The mean log loss of the network.</param>
/// <param name="Modules">From the lowest cut to the highest.</param>
internal sealed record ProbeResult(double Loss, IReadOnlyList<ModuleQuality> Modules)
{
    public double MeanOf(Func<ModuleQuality, double> quality) => Modules.Count == 0 ? double.NaN : Modules.Average(quality);
}

/// <summary>
/// Compares the modules' predictions with the truth, which backpropagation through the whole network gives, on a fixed batch of training
/// images as training sees them: with the batch's own statistics. Leaves no trace: running statistics and gradients are as before.
/// </summary>
internal static class Probe
{
    public static ProbeResult Measure(CutNetwork network, Tensor images, Tensor labels, int classes)
    {
        using var scope = NewDisposeScope();
        Tensor[] buffers = [.. network.Buffers()];
        Tensor[] before = [.. buffers.Select(buffer => buffer.clone())];
        network.Train(true);
        var result = Compare(network, images, F.one_hot(labels, classes).to(images.dtype));
        using var quiet = no_grad();
        foreach (var (buffer, value) in buffers.Zip(before))
            buffer.copy_(value);
        return result;
    }

    private static ProbeResult Compare(CutNetwork network, Tensor images, Tensor oneHot)
    {
        var outputs = new Tensor[network.Segments.Count];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = network.Segments[i].call(i == 0 ? images : outputs[i - 1]);
        var losses = GradientModule.LogLoss(outputs[^1], oneHot);
        var byLabels = -F.log_softmax(outputs[^1], 1).detach();

        var qualities = new List<ModuleQuality>();
        for (var cut = 0; cut < network.Modules.Count; cut++)
        {
            var truth = new StoredJet(losses.detach(), Derivatives.Gradient(losses, outputs[cut], null, createGraph: false), byLabels);
            qualities.Add(QualityOf(network.Modules[cut].Compare(outputs[cut].detach(), oneHot, truth), truth));
        }

        return new ProbeResult(losses.mean().ToDouble(), qualities);
    }

    private static Tensor Lengths(Tensor rows) => linalg.vector_norm(rows, 2, [1]);

    private static ModuleQuality QualityOf(Prediction prediction, StoredJet truth)
    {
        var (synthetic, actual) = (prediction.Gradient.flatten(1), truth.Derivative(new(1)).flatten(1));
        var value = prediction.Value;
        return new ModuleQuality(
            value is null ? double.NaN : (value - truth.Value).abs().mean().ToDouble(),
            (synthetic - actual).abs().sum(dim: 1).mean().ToDouble(),
            F.cosine_similarity(synthetic, actual, dim: 1, eps: 1e-12).mean().ToDouble(),
            (Lengths(synthetic).mean() / Lengths(actual).mean()).ToDouble(),
            value is null ? double.NaN : value.mean().ToDouble());
    }
}
