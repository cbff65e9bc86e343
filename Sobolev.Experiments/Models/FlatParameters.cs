using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// All parameters of a network in one tensor and all their gradients in another, so that an optimiser is a few calls whatever the number
/// of layers.
/// </summary>
/// <remarks>
/// A layer sees a leaf that shares memory with its part of <see cref="Values"/>, and whose gradient shares memory with its part of
/// <see cref="Gradients"/>: a backward pass adds in place there. (Views inside the graph would do too, but each would bring a gradient of
/// full length to be added up.) <see cref="Zero"/> takes the place of zero_grad, which would cut that bond where it sets null.
/// </remarks>
public sealed class FlatParameters : IDisposable
{
    /// <summary>A copy of the values.</summary>
    public FlatParameters(ReadOnlySpan<double> values, ScalarType dtype, Device device)
    {
        Values = tensor(values.ToArray(), dtype: dtype, device: device).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
    }

    public Tensor Values { get; }

    public Tensor Gradients { get; }

    /// <summary>The part from <paramref name="offset"/> on, in the given shape.</summary>
    public Parameter Leaf(long offset, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var leaf = new Parameter(Part(Values, offset, shape).detach()) { grad = Part(Gradients, offset, shape) };
        return (Parameter)leaf.DetachFromDisposeScope();
    }

    public void Zero() => Gradients.zero_();

    /// <summary>A copy, in double precision whatever the tensor's, which loses nothing.</summary>
    public double[] ToArray() => Copy(Values);

    /// <summary>Overwrites the parameters.</summary>
    public void Load(ReadOnlySpan<double> values) => Overwrite(Values, values);

    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }

    internal static double[] Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return [.. tensor.detach().to(float64).cpu().contiguous().data<double>()];
    }

    internal static void Overwrite(Tensor destination, ReadOnlySpan<double> values)
    {
        if (values.Length != destination.numel())
            throw new ArgumentException($"{values.Length} numbers for a tensor of {destination.numel()}", nameof(values));
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        destination.copy_(tensor(values.ToArray(), destination.shape, dtype: float64));
    }

    private static Tensor Part(Tensor whole, long offset, long[] shape) =>
        whole.narrow(0, offset, shape.Aggregate(1L, (product, length) => product * length)).view(shape);
}
