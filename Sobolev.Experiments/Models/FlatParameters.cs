using Sobolev.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// All parameters of a network in one tensor and all their gradients in another, so that an optimiser is a few calls for any number
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
        Values = NativeTensors.Of(values.ToArray(), [values.Length], dtype, device).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
    }

    private FlatParameters(Tensor values)
    {
        Values = values;
        Gradients = zeros_like(values).DetachFromDisposeScope();
    }

    public Tensor Values { get; }

    public Tensor Gradients { get; }

    /// <summary>
    /// Takes over the parameters of a network, in the order of its state dict: they keep their names and numbers, and from now on lie in
    /// <see cref="Values"/>. The network must be on its device and in its precision already, and stay there.
    /// </summary>
    public static FlatParameters Of(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        Tensor[] parts = [.. network.named_parameters().Select(named => named.parameter.detach().reshape(-1))];
        var flat = new FlatParameters(cat(parts).DetachFromDisposeScope());
        flat.TakeOver(network);
        return flat;
    }

    /// <summary>
    /// Gives a second network with the same layers these same parameters, with separate gradients: both see every change (Hogwild,
    /// or replicas that read one set of weights).
    /// </summary>
    public FlatParameters ShareWith(nn.Module network)
    {
        using var mode = no_grad();
        var shared = new FlatParameters(Values.alias().DetachFromDisposeScope());
        shared.TakeOver(network);
        return shared;
    }

    /// <summary>The part from <paramref name="offset"/> on, in the given shape.</summary>
    public Parameter Leaf(long offset, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var leaf = new Parameter(Part(Values, offset, shape).detach()) { grad = Part(Gradients, offset, shape) };
        return (Parameter)leaf.DetachFromDisposeScope();
    }

    public void Zero() => Gradients.zero_();

    /// <summary>A copy, in double precision, which is exact for every tensor type.</summary>
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

    private void TakeOver(nn.Module network)
    {
        var offset = 0L;
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parameter.dtype != Values.dtype || parameter.device.ToString() != Values.device.ToString()
                || offset + parameter.numel() > Values.numel())
                throw new ArgumentException($"parameter {name} does not fit into the flat vector", nameof(network));
            using (var part = Part(Values, offset, parameter.shape))
                parameter.set_(part);
            parameter.grad = Part(Gradients, offset, parameter.shape).DetachFromDisposeScope();
            offset += parameter.numel();
        }

        if (offset != Values.numel())
            throw new ArgumentException($"a network of {offset} parameters for a vector of {Values.numel()}", nameof(network));
    }

    private static Tensor Part(Tensor whole, long offset, long[] shape) =>
        whole.narrow(0, offset, shape.Aggregate(1L, (product, length) => product * length)).view(shape);
}
