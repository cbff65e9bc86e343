using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>Derivatives by reverse-mode autograd: the one caller of torch's <c>autograd.grad</c>.</summary>
/// <remarks>
/// That call does not turn native errors into exceptions: they end the process, without a checkpoint or a word. So everything that can be
/// known beforehand is checked here. What cannot: a graph whose saved tensors were changed in place after the forward pass, an
/// operation without a second derivative under order two, and exhausted memory. Differentiate right after evaluating.
/// </remarks>
internal static class Derivatives
{
    /// <summary>Of the sum of <paramref name="weights"/> times <paramref name="output"/>, the gradient with respect to <paramref name="point"/>.</summary>
    /// <param name="output">Any shape; its graph must not have been freed by a backward pass.</param>
    /// <param name="point">A tensor that requires gradients; the result has its shape.</param>
    /// <param name="weights">The shape of the output, or null for ones: the plain sum, per-sample gradients if samples do not mix.</param>
    /// <param name="createGraph">Whether the result can itself be differentiated.</param>
    /// <returns>Zeros where the output does not depend on the point.</returns>
    public static Tensor Gradient(Tensor output, Tensor point, Tensor? weights, bool createGraph)
    {
        Check(output, point, weights);
        // A constant has no graph; asking libtorch for its gradient would end the process.
        if (!output.requires_grad)
            return zeros_like(point, requires_grad: false);
        weights ??= ones_like(output, requires_grad: false);
        var gradient = autograd.grad([output], [point], [weights], retain_graph: true, create_graph: createGraph, allow_unused: true)[0];
        return gradient.IsInvalid ? zeros_like(point, requires_grad: false) : gradient;
    }

    /// <summary>
    /// The directional derivative of a result of <see cref="Gradient"/> made with <c>createGraph</c>: a Hessian-vector product, in the
    /// shape of the point and the direction.
    /// </summary>
    public static Tensor HessianVector(Tensor gradient, Tensor point, Tensor direction, bool createGraph) =>
        Gradient(gradient, point, direction, createGraph);

    private static void Check(Tensor output, Tensor point, Tensor? weights)
    {
        if (!is_grad_enabled() || is_inference_mode_enabled())
            throw new InvalidOperationException("a derivative was asked for where gradients are switched off (no_grad or inference mode)");
        if (output.IsInvalid || point.IsInvalid)
            throw new InvalidOperationException("a derivative was asked for of a tensor that has been disposed");
        if (!point.requires_grad)
            throw new ArgumentException("the point of a derivative must require gradients", nameof(point));
        if (weights is not null)
            Shapes.MustEqual(weights, output, "the weights of an output", "the output");
    }
}
