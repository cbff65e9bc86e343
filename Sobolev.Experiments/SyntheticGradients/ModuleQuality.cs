namespace Sobolev.SyntheticGradients;

/// <summary>How good one module is on the probe images: means over the samples.</summary>
/// <param name="ValueError">Absolute difference of predicted and true loss; not-a-number for a module that predicts no loss.</param>
/// <param name="GradientError">Sum over coordinates of the absolute difference of synthetic and true gradient.</param>
/// <param name="Cosine">Cosine of the angle between synthetic and true gradient of each sample.</param>
/// <param name="NormRatio">Length of the synthetic gradient by that of the true one, of the means.</param>
/// <param name="PredictedLoss">Mean; not-a-number for a module that predicts no loss.</param>
internal sealed record ModuleQuality(double ValueError, double GradientError, double Cosine, double NormRatio, double PredictedLoss)
{
    /// <summary>Names of <see cref="Numbers"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["value_error", "gradient_error", "cosine", "norm_ratio", "predicted_loss"];

    public IReadOnlyList<double> Numbers => [ValueError, GradientError, Cosine, NormRatio, PredictedLoss];
}
