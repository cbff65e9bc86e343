using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>Values and derivatives that are known beforehand: analytic gradients, columns of a file, a true loss gradient.</summary>
/// <param name="value">(batch) or (batch, outputs ...)</param>
/// <param name="gradients">
/// Per argument the gradient or Jacobian, of shape value.shape + point.shape without its batch; empty where no derivative is known.
/// </param>
public sealed class StoredJet(Tensor value, params IReadOnlyList<Tensor> gradients) : IJet
{
    public Tensor Value => value;

    /// <summary>
    /// The second derivative by the first argument: the gradient's shape, then the point's flattened coordinates; or null.
    /// </summary>
    public Tensor? Hessian { get; init; }

    /// <summary>The derivative of the gradient by the first argument along a direction, where that is all that is known; or null.</summary>
    public Tensor? HessianVector { get; init; }

    public Tensor Derivative(DerivativeOf which) => which.Order switch
    {
        1 => Project(Gradient(which.Argument), which.Projection),
        2 => Second(which),
        _ => throw new InvalidOperationException($"a stored jet has no derivative of order {which.Order}"),
    };

    private Tensor Gradient(int argument) => argument < gradients.Count
        ? gradients[argument]
        : throw new InvalidOperationException($"this jet stores no gradient by argument {argument}");

    private Tensor Second(DerivativeOf which)
    {
        if (which.Argument != 0)
            throw new InvalidOperationException("a stored jet has second derivatives by its first argument only");
        if (which.Direction is null)
            return Project(Known(Hessian, nameof(Hessian)), which.Projection);
        if (HessianVector is not null)
            return Project(HessianVector, which.Projection);

        var hessian = Project(Known(Hessian, nameof(Hessian)), which.Projection); // (batch, point ..., coordinates)
        var (batch, coordinates) = (hessian.shape[0], hessian.shape[^1]);
        return hessian.reshape(batch, -1, coordinates).bmm(which.Direction.reshape(batch, coordinates, 1)).reshape(hessian.shape[..^1]);
    }

    private static Tensor Known(Tensor? tensor, string name) =>
        tensor ?? throw new InvalidOperationException($"this jet stores no {name}");

    // <D f, v>: sums the outputs, which are the dimensions that the derivative shares with the value.
    private Tensor Project(Tensor derivative, Tensor? projection)
    {
        if (projection is null)
            return derivative;
        Shapes.MustEqual(projection, value, "the projection", "the stored value");
        if (value.dim() >= derivative.dim() || !derivative.shape.AsSpan(0, (int)value.dim()).SequenceEqual(value.shape))
            throw new ArgumentException(
                $"a derivative of shape {Shapes.Text(derivative)} has no outputs to project; the value's is {Shapes.Text(value)}");
        var batch = value.shape[0];
        var rows = projection.reshape(batch, 1, -1).bmm(derivative.reshape(batch, value.numel() / batch, -1)); // (batch, 1, rest)
        return rows.reshape([batch, .. derivative.shape.Skip((int)value.dim())]);
    }
}
