using Sobolev.State;
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
/// full length to be added up.) <see cref="Zero"/> takes the place of zero_grad, which would cut that bond where it sets null. On a GPU
/// the weights of convolutions are <see cref="ChannelsLast"/> there; what is kept of a training has the order of every device
/// (<see cref="Save(TrialState, string)"/>).
/// </remarks>
public sealed class FlatParameters : IDisposable
{
    private readonly ParameterLayout _layout;

    /// <summary>A copy of the values.</summary>
    public FlatParameters(ReadOnlySpan<double> values, ScalarType dtype, Device device)
    {
        _layout = ParameterLayout.Undivided;
        Values = NativeTensors.Of(values.ToArray(), [values.Length], dtype, device).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
    }

    private FlatParameters(Tensor values, ParameterLayout layout)
    {
        (Values, _layout) = (values, layout);
        Gradients = zeros_like(values).DetachFromDisposeScope();
    }

    public Tensor Values { get; }

    public Tensor Gradients { get; }

    /// <summary>
    /// Takes over the parameters of a network, in the order of its state dict: they keep their names and numbers, and from now on lie in
    /// <see cref="Values"/>. The network must be on its device and in its precision already, and stay there.
    /// </summary>
    public static FlatParameters Of(nn.Module network) =>
        Of(network, network.parameters().All(parameter => ChannelsLast.SuitsDevice(parameter.device)));

    /// <summary>As above, with the weights of convolutions in the layout of GPUs or in that of the processor.</summary>
    internal static FlatParameters Of(nn.Module network, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        Tensor[] parameters = [.. network.named_parameters().Select(named => named.parameter.detach())];
        var layout = new ParameterLayout([.. parameters.Select(parameter => parameter.shape)], channelsLast);
        var flat = new FlatParameters(layout.Flatten(parameters).DetachFromDisposeScope(), layout);
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
        var shared = new FlatParameters(Values.alias().DetachFromDisposeScope(), _layout);
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

    /// <summary>A copy, in double precision, which is exact for every tensor type, in the order of the state dict.</summary>
    public double[] ToArray()
    {
        using var scope = NewDisposeScope();
        return Copy(_layout.ByRows(Values));
    }

    /// <summary>Overwrites the parameters, from the order of the state dict.</summary>
    public void Load(ReadOnlySpan<double> values)
    {
        using var scope = NewDisposeScope();
        var ordered = empty_like(Values);
        Overwrite(ordered, values);
        _layout.Copy(ordered, Values);
    }

    /// <summary>Keeps the parameters.</summary>
    public void Save(TrialState state, string name) => Save(state, name, Values);

    /// <summary>Keeps a tensor that lies as the parameters do, such as a moment of them, in the order that all devices share.</summary>
    public void Save(TrialState state, string name, Tensor flat)
    {
        using var scope = NewDisposeScope();
        state.Put(name, _layout.ByRows(flat));
    }

    /// <summary>Overwrites the parameters with those that were kept on any device.</summary>
    public void Load(TrialState state, string name) => Load(state, name, Values);

    /// <summary>Overwrites a tensor that lies as the parameters do.</summary>
    public void Load(TrialState state, string name, Tensor flat)
    {
        using var scope = NewDisposeScope();
        var ordered = empty_like(flat);
        state.CopyTo(name, ordered);
        _layout.Copy(ordered, flat);
    }

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
        using var scope = NewDisposeScope();
        var named = network.named_parameters().ToArray();
        if (!_layout.Suits(named.Select(one => one.parameter)))
            throw new ArgumentException("the layers of the network are not those of the flat vector", nameof(network));
        foreach (var ((name, parameter), (values, gradients)) in named.Zip(_layout.Parts(Values).Zip(_layout.Parts(Gradients))))
        {
            if (parameter.dtype != Values.dtype || parameter.device.ToString() != Values.device.ToString())
                throw new ArgumentException($"parameter {name} does not fit into the flat vector", nameof(network));
            parameter.set_(values);
            parameter.grad = gradients.DetachFromDisposeScope();
        }
    }

    private static Tensor Part(Tensor whole, long offset, long[] shape) =>
        whole.narrow(0, offset, shape.Aggregate(1L, (product, length) => product * length)).view(shape);
}
