using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// How far a model's value or derivative is from the target's, one number per sample: sums over coordinates, never means.
/// </summary>
/// <param name="Name">The field's term, for metrics and messages.</param>
/// <param name="PerSample">(model, target), both (batch, ...), to (batch).</param>
/// <param name="ReadsTarget">False where only the model's side counts.</param>
public sealed record Discrepancy(string Name, Func<Tensor, Tensor, Tensor> PerSample, bool ReadsTarget = true)
{
    /// <summary>Sum of squared differences. Called so for values, <see cref="SquaredNorm"/> for derivatives.</summary>
    public static Discrepancy SquaredError { get; } = new("squared error", (model, target) => SumCoordinates((model - target).square()));

    /// <summary>Squared Euclidean norm of the difference, over all coordinates of a sample.</summary>
    public static Discrepancy SquaredNorm { get; } = SquaredError with { Name = "squared norm" };

    /// <summary>Sum of absolute differences (L1).</summary>
    public static Discrepancy AbsoluteError { get; } = new("absolute error", (model, target) => SumCoordinates((model - target).abs()));

    /// <summary>
    /// Euclidean norm of the difference. Where the difference is zero it has no derivative; there, as in torch, the derivative is taken
    /// to be zero, the subgradient of least length, so that equal jets stay where they are.
    /// </summary>
    public static Discrepancy Norm { get; } = new("norm", (model, target) => linalg.vector_norm(Flat(model - target), 2, [1]));

    /// <summary>Kullback-Leibler divergence KL(target || model) of log-probabilities (batch, classes), which must be finite.</summary>
    public static Discrepancy KullbackLeibler { get; } =
        new("KL divergence", (model, target) => SumCoordinates(target.exp() * (target - model)));

    /// <summary>The model's own value, independent of the target: its loss, as in attention transfer (eq. 3).</summary>
    public static Discrepancy OwnValue { get; } = new("own value", (model, _) => SumCoordinates(model), ReadsTarget: false);

    /// <summary>Discrepancy of each sample (batch), after a check of the arguments.</summary>
    internal Tensor Of(Tensor model, Tensor target)
    {
        Shapes.MustEqual(model, target, "the model's side of a discrepancy", "the target's");
        if (model.dim() == 0 || model.shape[0] == 0)
            throw new ArgumentException($"a discrepancy needs a batch of at least one sample, not shape {Shapes.Text(model)}");
        return PerSample(model, target);
    }

    private static Tensor SumCoordinates(Tensor elements) => elements.dim() == 1 ? elements : Flat(elements).sum(dim: 1);

    // (batch, ...) to (batch, coordinates)
    private static Tensor Flat(Tensor elements) => elements.dim() == 2 ? elements : elements.reshape(elements.shape[0], -1);
}
