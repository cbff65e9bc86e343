using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// A function's value at some points, layer by layer, and the derivative of each layer there as a linear map of tangents (forward mode, a
/// Jacobian-vector product). Values and maps are both differentiable with respect to the layers' parameters.
/// </summary>
/// <param name="Value">(batch, ...)</param>
/// <param name="Layers">In order; the value of the last is <paramref name="Value"/>.</param>
public sealed record Linearised(Tensor Value, IReadOnlyList<LinearisedLayer> Layers)
{
    /// <summary>The identity at these points.</summary>
    public static Linearised At(Tensor points) => new(points, []);

    /// <summary>One layer more.</summary>
    /// <param name="value">The layer's value here.</param>
    /// <param name="push">Its derivative here, a linear map of tangents.</param>
    public Linearised Then(Tensor value, Func<Tensor, Tensor> push) => new(value, [.. Layers, new(value, push)]);

    /// <summary>A linear map without parameters: a change of shape, a mean.</summary>
    public Linearised Mapped(Func<Tensor, Tensor> map) => Then(map(Value), map);

    public Linearised Convolved(Conv2d layer) =>
        Then(layer.call(Value),
            tangent => nn.functional.conv2d(tangent, layer.weight!, null, layer.stride, layer.padding, layer.dilation, layer.groups));

    public Linearised Multiplied(Linear layer) => Then(layer.call(Value), tangent => nn.functional.linear(tangent, layer.weight!));

    /// <summary>The rectifier; its derivative at zero is zero, as in torch.</summary>
    public Linearised Rectified()
    {
        var value = nn.functional.relu(Value);
        return Then(value, tangent => tangent * value.detach().sign());
    }

    /// <summary>Log-probabilities of scores (batch, classes).</summary>
    public Linearised LogSoftmax()
    {
        var value = nn.functional.log_softmax(Value, 1);
        return Then(value, tangent => tangent - (value.exp() * tangent).sum(dim: 1, keepdim: true));
    }

    /// <summary>From a tangent in the shape of the points to the tangent of the value.</summary>
    public Tensor Push(Tensor tangent) => Layers.Aggregate(tangent, (pushed, layer) => layer.Push(pushed));
}

/// <summary>One layer at given points.</summary>
/// <param name="Value">(batch, ...)</param>
/// <param name="Push">From a tangent of the layer's input to one of its value.</param>
public sealed record LinearisedLayer(Tensor Value, Func<Tensor, Tensor> Push);
