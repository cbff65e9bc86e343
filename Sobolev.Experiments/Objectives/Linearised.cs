using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// A function's value at some points, layer by layer, and the derivative of each layer there as a linear map of tangents (forward mode, a
/// Jacobian-vector product). Each method adds a layer behind this one; a value may have several layers behind it, as in a residual block.
/// </summary>
public sealed class Linearised
{
    private readonly LayerTape _tape;
    private readonly int _place;

    private Linearised(LayerTape tape, LinearisedLayer layer)
    {
        (_tape, _place) = (tape, tape.Layers.Count);
        tape.Layers.Add(layer);
    }

    /// <summary>(batch, ...)</summary>
    public Tensor Value => _tape.Layers[_place].Leaf;

    /// <summary>In order; the first are the points.</summary>
    internal IReadOnlyList<LinearisedLayer> Layers => _tape.Layers[..(_place + 1)];

    /// <summary>The identity at these points.</summary>
    public static Linearised At(Tensor points) => At(points, inParts: false);

    /// <summary>As above, but each layer has its own graph, which begins with leaves: a <see cref="LinearisedJet"/> goes back through
    /// them one by one.</summary>
    internal static Linearised InParts(Tensor points) => At(points, inParts: true);

    private static Linearised At(Tensor points, bool inParts) =>
        new(new(inParts, []), new(points, points, [], tangents => new(tangents[0]), HasPart: false));

    /// <summary>One layer more.</summary>
    /// <param name="value">The layer's value here.</param>
    /// <param name="push">Its derivative here, a linear map of tangents, differentiable by parameters and by the point.</param>
    public Linearised Then(Tensor value, Func<Tensor, Tensor> push) => Behind(value, tangent => new(push(tangent)), hasPart: true);

    /// <summary>A linear map without parameters: a change of shape, a mean.</summary>
    public Linearised Mapped(Func<Tensor, Tensor> map) => Behind(map(Value), tangent => new(map(tangent)), hasPart: false);

    public Linearised Plus(Linearised other) =>
        Behind(Value + other.Value, [_place, other._place], tangents => new(tangents[0] + tangents[1]), hasPart: false);

    public Linearised Convolved(Conv2d layer) =>
        Then(layer.call(Value),
            tangent => nn.functional.conv2d(tangent, layer.weight!, null, layer.stride, layer.padding, layer.dilation, layer.groups));

    public Linearised Multiplied(Linear layer) => Then(layer.call(Value), tangent => nn.functional.linear(tangent, layer.weight!));

    /// <summary>Batch normalisation, by the statistics of the batch or by the running ones, as the layer is set.</summary>
    public Linearised Normalised(BatchNorm2d layer)
    {
        if (layer.training)
            return Behind(layer.call(Value), new BatchNormalisation(Value, layer.weight!, layer.eps).Push, hasPart: true);
        return Then(layer.call(Value),
            tangent => tangent * (layer.weight! * (layer.running_var! + layer.eps).rsqrt()).reshape(1, -1, 1, 1));
    }

    /// <summary>The rectifier; its derivative at zero is zero, as in torch.</summary>
    public Linearised Rectified()
    {
        var value = nn.functional.relu(Value);
        return Behind(value, tangent => new(tangent * value.detach().sign()), hasPart: false);
    }

    /// <summary>The largest number of each window.</summary>
    public Linearised MaxPooled(long kernel, long stride, long padding)
    {
        var (value, indices) = nn.functional.max_pool2d_with_indices(Value, [kernel, kernel], [stride, stride], [padding, padding]);
        return Behind(value, tangent => new(tangent.flatten(2).gather(2, indices.flatten(2)).view_as(value)), hasPart: false);
    }

    /// <summary>Log-probabilities of scores (batch, classes).</summary>
    public Linearised LogSoftmax()
    {
        var value = nn.functional.log_softmax(Value, 1);
        return Then(value, tangent => tangent - (value.exp() * tangent).sum(dim: 1, keepdim: true));
    }

    /// <summary>From a tangent in the shape of the points to the tangent of the value.</summary>
    public Tensor Push(Tensor tangent)
    {
        var pushed = new List<Tensor>();
        foreach (var layer in Layers)
            pushed.Add(layer.Sources.Count == 0 ? tangent : layer.Push([.. layer.Sources.Select(source => pushed[source])]).Value);
        return pushed[^1];
    }

    private Linearised Behind(Tensor value, Func<Tensor, LayerTangent> push, bool hasPart) =>
        Behind(value, [_place], tangents => push(tangents[0]), hasPart);

    private Linearised Behind(Tensor value, int[] sources, Func<IReadOnlyList<Tensor>, LayerTangent> push, bool hasPart)
    {
        var leaf = _tape.InParts ? value.detach().requires_grad_(true) : value;
        return new(_tape, new(value, leaf, sources, push, hasPart));
    }

    /// <param name="InParts">Whether each layer has its own graph.</param>
    /// <param name="Layers">All layers of the function, in the order in which they were evaluated: sources come first.</param>
    private sealed record LayerTape(bool InParts, List<LinearisedLayer> Layers);
}
