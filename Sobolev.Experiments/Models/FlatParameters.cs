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
    // the parameters of a network in their order; empty where there is one order only
    private readonly IReadOnlyList<long[]> _rearranged;

    /// <summary>A copy of the values.</summary>
    public FlatParameters(ReadOnlySpan<double> values, ScalarType dtype, Device device)
    {
        _rearranged = [];
        Values = NativeTensors.Of(values.ToArray(), [values.Length], dtype, device).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
    }

    private FlatParameters(Tensor values, IReadOnlyList<long[]> rearranged)
    {
        (Values, _rearranged) = (values, rearranged);
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
        var rearranges = channelsLast && parameters.Any(parameter => ChannelsLast.SuitsShape(parameter.shape));
        var lines = parameters.Select(parameter =>
            rearranges && ChannelsLast.SuitsShape(parameter.shape) ? ChannelsLast.Line(parameter) : parameter.reshape(-1));
        var flat = new FlatParameters(cat([.. lines]).DetachFromDisposeScope(),
            rearranges ? [.. parameters.Select(parameter => parameter.shape)] : []);
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
        var shared = new FlatParameters(Values.alias().DetachFromDisposeScope(), _rearranged);
        shared.TakeOver(network);
        return shared;
    }

    /// <summary>The part from <paramref name="offset"/> on, in the given shape.</summary>
    public Parameter Leaf(long offset, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var leaf = new Parameter(Part(Values, offset, shape, false).detach()) { grad = Part(Gradients, offset, shape, false) };
        return (Parameter)leaf.DetachFromDisposeScope();
    }

    public void Zero() => Gradients.zero_();

    /// <summary>A copy, in double precision, which is exact for every tensor type, in the order of the state dict.</summary>
    public double[] ToArray()
    {
        using var scope = NewDisposeScope();
        return Copy(InOrder(Values));
    }

    /// <summary>Overwrites the parameters, from the order of the state dict.</summary>
    public void Load(ReadOnlySpan<double> values)
    {
        using var scope = NewDisposeScope();
        var ordered = empty_like(Values);
        Overwrite(ordered, values);
        TakeFrom(ordered, Values);
    }

    /// <summary>Keeps the parameters.</summary>
    public void Save(TrialState state, string name) => Save(state, name, Values);

    /// <summary>Keeps a tensor that lies as the parameters do, such as a moment of them, in the order that all devices share.</summary>
    public void Save(TrialState state, string name, Tensor flat)
    {
        using var scope = NewDisposeScope();
        state.Put(name, InOrder(flat));
    }

    /// <summary>Overwrites the parameters with those that were kept on any device.</summary>
    public void Load(TrialState state, string name) => Load(state, name, Values);

    /// <summary>Overwrites a tensor that lies as the parameters do.</summary>
    public void Load(TrialState state, string name, Tensor flat)
    {
        using var scope = NewDisposeScope();
        var ordered = empty_like(flat);
        state.CopyTo(name, ordered);
        TakeFrom(ordered, flat);
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
        var (offset, channelsLast) = (0L, _rearranged.Count > 0);
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parameter.dtype != Values.dtype || parameter.device.ToString() != Values.device.ToString()
                || offset + parameter.numel() > Values.numel())
                throw new ArgumentException($"parameter {name} does not fit into the flat vector", nameof(network));
            using (var part = Part(Values, offset, parameter.shape, channelsLast))
                parameter.set_(part);
            parameter.grad = Part(Gradients, offset, parameter.shape, channelsLast).DetachFromDisposeScope();
            offset += parameter.numel();
        }

        if (offset != Values.numel())
            throw new ArgumentException($"a network of {offset} parameters for a vector of {Values.numel()}", nameof(network));
    }

    private void TakeFrom(Tensor ordered, Tensor flat)
    {
        using var mode = no_grad();
        if (_rearranged.Count == 0)
        {
            flat.copy_(ordered);
            return;
        }

        var offset = 0L;
        foreach (var part in Parts(flat))
        {
            part.copy_(ordered.narrow(0, offset, part.numel()).view(part.shape));
            offset += part.numel();
        }
    }

    /// <summary>A tensor that lies as the parameters do, in the order that all devices share.</summary>
    private Tensor InOrder(Tensor flat) =>
        _rearranged.Count == 0 ? flat : cat([.. Parts(flat).Select(part => part.reshape(-1))]);

    private IEnumerable<Tensor> Parts(Tensor flat)
    {
        var offset = 0L;
        foreach (var shape in _rearranged)
        {
            var part = Part(flat, offset, shape, channelsLast: true);
            offset += part.numel();
            yield return part;
        }
    }

    private static Tensor Part(Tensor whole, long offset, long[] shape, bool channelsLast)
    {
        var line = whole.narrow(0, offset, shape.Aggregate(1L, (product, length) => product * length));
        return channelsLast && ChannelsLast.SuitsShape(shape) ? ChannelsLast.View(line, shape) : line.view(shape);
    }
}
