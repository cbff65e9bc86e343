using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>Result of a comparison, as tensors without dimensions.</summary>
/// <param name="Total">The weighted sum of value and derivatives, which training minimises.</param>
/// <param name="Value">The value discrepancy, not weighted, or null if the objective has no value term.</param>
/// <param name="Derivatives">The discrepancy of each term in order, not weighted.</param>
public sealed record SobolevLoss(Tensor Total, Tensor? Value, IReadOnlyList<Tensor> Derivatives)
{
    internal ITrainableJet? Model { get; init; }

    /// <summary>For each term, with the value first, the discrepancy of each sample (batch) and its weight.</summary>
    internal IReadOnlyList<(Tensor PerSample, double Weight)> Terms { get; init; } = [];

    /// <summary>The total of each of so many equal parts of the batch, the samples of the first part first: (parts).</summary>
    internal Tensor TotalOfParts(int parts)
    {
        using var mode = no_grad();
        return Terms.Select(term => term.PerSample.detach().reshape(parts, -1).mean([1L]) * term.Weight)
            .Aggregate((sum, term) => sum + term);
    }

    /// <summary>Accumulates the gradient of <see cref="Total"/> in the parameters and frees the graph: the model's jet is spent.</summary>
    /// <param name="parameters">
    /// Where gradients are needed; null for all leaves of the graph, the points of the model's jet among them, whose gradient is not read.
    /// </param>
    /// <param name="weight">Factor on the gradient, for a loss that is one of several in a sum.</param>
    public void Backward(IEnumerable<Tensor>? parameters = null, double weight = 1)
    {
        var seed = full_like(Total, weight, requires_grad: false);
        Tensor[]? all = parameters?.ToArray();
        if (Model is null)
            autograd.backward([Total], [seed], inputs: all);
        else
            Model.Spend(Total, seed, all);
    }

    /// <summary>Plain numbers, which may leave the dispose scope.</summary>
    public LossNumbers ToNumbers() =>
        new(Convert(Total), Value is null ? null : Convert(Value), [.. Derivatives.Select(Convert)]);

    private static double Convert(Tensor number) => TorchSharp.TensorExtensionMethods.ToDouble(number);
}

/// <summary>A loss as numbers; <see cref="Value"/> is null where the objective compares no values.</summary>
public sealed record LossNumbers(double Total, double? Value, IReadOnlyList<double> Derivatives)
{
    public bool IsFinite => double.IsFinite(Total);
}
