using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// A jet times the roots of weights: compared with another of the same roots, each squared difference counts by its weight, and a missing
/// entry, of weight 0, not at all.
/// </summary>
/// <param name="jet">The model, or a target whose missing entries are finite.</param>
/// <param name="roots">
/// For values, gradients and, where there are any, whole Hessians the roots of the weights, each of its entry's shape.
/// </param>
internal sealed class WeightedJet(IJet jet, params IReadOnlyList<Tensor> roots) : IJet
{
    public Tensor Value => jet.Value * roots[0];

    public Tensor Derivative(DerivativeOf which)
    {
        if (which.Projection is not null || which.Direction is not null)
            throw new InvalidOperationException("a projection mixes entries that are known with entries that are not");
        var derivative = which.Order == 2 && jet.Value.dim() > 1 ? HessianByOutputs(which) : jet.Derivative(which);
        return derivative * roots[which.Order];
    }

    /// <summary>(batch, outputs, inputs, inputs): one Hessian for each unit vector of the outputs.</summary>
    private Tensor HessianByOutputs(DerivativeOf which)
    {
        var outputs = jet.Value.shape[1];
        var identity = eye(outputs, dtype: jet.Value.dtype, device: jet.Value.device);
        return stack([.. Enumerable.Range(0, (int)outputs).Select(o => jet.Derivative(which with { Projection = identity[o].expand_as(jet.Value) }))], 1);
    }
}
