using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>A function's value and derivatives at a batch of points. An objective compares two jets and needs nothing else.</summary>
public interface IJet
{
    /// <summary>(batch) for a number per sample, (batch, outputs ...) else.</summary>
    Tensor Value { get; }

    /// <summary>One derivative at the points; the shapes are those of <see cref="DerivativeOf"/>.</summary>
    Tensor Derivative(DerivativeOf which);
}

/// <summary>A jet whose function has parameters to be trained.</summary>
internal interface ITrainableJet
{
    /// <summary>
    /// Accumulates the gradient of a loss of this jet's value and derivatives in the parameters and frees the graph: a derivative
    /// requested later is an error.
    /// </summary>
    /// <param name="total">The loss.</param>
    /// <param name="seed">Its weight.</param>
    /// <param name="parameters">Null for all leaves of the graph.</param>
    void Spend(Tensor total, Tensor seed, Tensor[]? parameters);
}

/// <summary>Selects a derivative of a function f of one or more arguments.</summary>
/// <param name="Order">
/// 1: the gradient of the projected output, in the shape of the points (batch, ...); without a projection (batch, outputs ..., point ...),
/// which for a function with one number per sample is the gradient again.
/// 2: the derivative of that gradient along a direction, in the gradient's shape; without a direction the Hessian, the
/// gradient's shape with the coordinates of the point, flattened, in a last dimension.
/// </param>
/// <param name="Argument">With respect to which argument, from 0.</param>
/// <param name="Projection">v in &lt;f, v&gt;, of the value's shape, or null.</param>
/// <param name="Direction">The direction of order 2, of the points' shape, or null.</param>
public readonly record struct DerivativeOf(int Order, int Argument = 0, Tensor? Projection = null, Tensor? Direction = null);
