using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>Derivatives by reverse-mode autograd.</summary>
/// <remarks>
/// By <c>autograd.backward</c> with the point as its one input, not by <c>autograd.grad</c>: TorchSharp 0.107 turns native errors of the
/// first into exceptions, those of the second end the process. The gradient comes in the point's <c>grad</c>, so one thread at a time may
/// differentiate by one point.
/// </remarks>
internal static class Derivatives
{
    /// <summary>
    /// The gradient of the sum of <paramref name="weights"/> times <paramref name="output"/> with respect to <paramref name="point"/>.
    /// </summary>
    /// <param name="output">Any shape; its graph must not have been freed by a backward pass.</param>
    /// <param name="point">A tensor that requires gradients; the result has its shape.</param>
    /// <param name="weights">The shape of the output, or null for ones: the plain sum, per-sample gradients if samples do not mix.</param>
    /// <param name="createGraph">Whether the result can itself be differentiated.</param>
    /// <returns>Zeros where the output does not depend on the point.</returns>
    public static Tensor Gradient(Tensor output, Tensor point, Tensor? weights, bool createGraph) =>
        Gradients(output, [point], weights, createGraph)[0];

    /// <summary><see cref="Gradient"/> with respect to several tensors of one graph, in one backward pass.</summary>
    public static Tensor[] Gradients(Tensor output, Tensor[] points, Tensor? weights, bool createGraph)
    {
        foreach (var point in points)
            Check(output, point, weights);
        // a constant has no graph
        Tensor?[] gradients = output.requires_grad
            ? Backward(output, points, weights ?? ones_like(output, requires_grad: false), createGraph)
            : new Tensor?[points.Length];
        return [.. gradients.Zip(points, (gradient, point) => gradient ?? zeros_like(point, requires_grad: false))];
    }

    /// <summary>
    /// The directional derivative of a result of <see cref="Gradient"/> made with <c>createGraph</c>: a Hessian-vector product, in the
    /// shape of the point and the direction.
    /// </summary>
    public static Tensor HessianVector(Tensor gradient, Tensor point, Tensor direction, bool createGraph) =>
        Gradient(gradient, point, direction, createGraph);

    /// <summary>One gradient per output coordinate, (batch, outputs ..., point ...).</summary>
    /// <param name="output">(batch, outputs ...)</param>
    /// <param name="point">(batch, ...)</param>
    /// <param name="gradient">The gradient of the output projected on a tensor of its shape.</param>
    public static Tensor Jacobian(Tensor output, Tensor point, Func<Tensor, Tensor> gradient) =>
        stack(UnitTensors(output).Select(gradient).ToList(), 1).reshape([.. output.shape, .. point.shape.Skip(1)]);

    /// <summary>For each coordinate of a sample, the tensor like this one that is one there and zero elsewhere, for all samples.</summary>
    public static IEnumerable<Tensor> UnitTensors(Tensor like)
    {
        var (batch, coordinates) = (like.shape[0], like.numel() / like.shape[0]);
        var identity = eye(coordinates, dtype: like.dtype, device: like.device);
        return Enumerable.Range(0, (int)coordinates).Select(i => identity[i].expand(batch, coordinates).reshape(like.shape));
    }

    /// <summary>The error of a derivative that is requested after the backward pass.</summary>
    public static InvalidOperationException Spent() => new("the backward pass has freed this jet's graph; create a new jet");

    /// <summary>
    /// Accumulates the gradient of a sum of products of roots and weights in parameters, and returns that by other leaves; frees the graph.
    /// </summary>
    /// <param name="roots">Tensors with their weights, of their shapes; those without a graph are left out.</param>
    /// <param name="points">Leaves, whose own gradients stay as they are.</param>
    /// <param name="parameters">Null for all leaves.</param>
    /// <returns>Zeros where nothing depends on a point.</returns>
    public static Tensor[] Accumulate(IEnumerable<(Tensor Root, Tensor Weight)> roots, Tensor[] points, Tensor[]? parameters)
    {
        (Tensor Root, Tensor Weight)[] all = [.. roots.Where(root => root.Root.requires_grad)];
        var gradients = Taken(points, () => autograd.backward([.. all.Select(root => root.Root)], [.. all.Select(root => root.Weight)],
            inputs: parameters is null ? null : [.. parameters, .. points]));
        return [.. gradients.Zip(points, (gradient, point) => gradient ?? zeros_like(point, requires_grad: false))];
    }

    /// <returns>Null where the output does not depend on a point.</returns>
    private static Tensor?[] Backward(Tensor output, Tensor[] points, Tensor weights, bool createGraph)
    {
        // libtorch does so anyway in the backward pass; before it the reading of an inner tensor's grad would be warned of
        foreach (var point in points.Where(point => !point.is_leaf))
            point.retain_grad();
        return Taken(points,
            () => autograd.backward([output], [weights], retain_graph: true, create_graph: createGraph, inputs: points));
    }

    /// <summary>The gradients that a backward pass leaves in these points.</summary>
    private static Tensor?[] Taken(Tensor[] points, Action backward)
    {
        // a backward pass adds to the stored gradient, which belongs to the caller; if left there, a gradient with a graph would be a cycle
        // that is never freed
        Tensor?[] earlier = [.. points.Select(point => point.grad)];
        try
        {
            foreach (var point in points)
                point.grad = null;
            backward();
            return [.. points.Select(point => point.grad)];
        }
        finally
        {
            foreach (var (point, grad) in points.Zip(earlier))
            {
                point.grad = grad;
                grad?.Dispose();
            }
        }
    }

    private static void Check(Tensor output, Tensor point, Tensor? weights)
    {
        if (!is_grad_enabled() || is_inference_mode_enabled())
            throw new InvalidOperationException("a derivative was requested while gradients are disabled (no_grad or inference mode)");
        if (output.IsInvalid || point.IsInvalid)
            throw new InvalidOperationException("a derivative of a disposed tensor was requested");
        if (!point.requires_grad)
            throw new ArgumentException("the point of a derivative must require gradients", nameof(point));
        if (weights is not null)
            Shapes.MustEqual(weights, output, "the weights of an output", "the output");
    }
}
