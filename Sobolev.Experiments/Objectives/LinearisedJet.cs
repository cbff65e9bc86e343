using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// A model's value and gradients at its points, trained without a second backward pass through the first.
/// </summary>
/// <remarks>
/// The gradient g of &lt;f, v&gt; with respect to the points is handed out as a constant that the loss may be differentiated by. With r the
/// loss's derivative by g, the parameters need the gradient of &lt;r, g&gt; = &lt;J r, v&gt;, r constant. J is the product of the layers'
/// derivatives J_k; so that gradient is the sum over the layers of that of &lt;J_k t, u&gt;, where the tangent t is r pushed forward to the
/// layer and u is the gradient of &lt;f, v&gt; by the layer's value, which the backward pass to the points has computed on its way. The
/// summands join the ordinary backward pass of the values. A second backward pass would compute weight gradients as convolutions that have
/// the batch instead of the channels, for which libraries have slow kernels, and take batch normalisation apart.
/// Both passes go from layer to layer, each a graph that begins with leaves: libtorch would copy the gradient of a tensor inside a graph,
/// in each pass, and lose its memory format.
/// </remarks>
public sealed class LinearisedJet : IJet, ITrainableJet
{
    private readonly Func<Linearised, Linearised> _function;
    private readonly Tensor _points;
    private readonly List<Pullback> _pullbacks = [];
    private Linearised? _output;
    private bool _isSpent;

    /// <param name="function">From points (batch, ...) to a value of (batch) or (batch, outputs ...) and its derivative.</param>
    /// <param name="points">Detached: no gradient flows into their source.</param>
    /// <param name="order">0 where no derivative will be asked for, 1 otherwise.</param>
    public LinearisedJet(Func<Linearised, Linearised> function, Tensor points, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 1);
        _function = function;
        _points = order > 0 ? points.detach().requires_grad_(true) : points.detach();
    }

    public Tensor Value => Output.Value;

    private bool HasGradient => _points.requires_grad;

    private Linearised Output => _output ??= _function(HasGradient ? Linearised.InParts(_points) : Linearised.At(_points));

    public Tensor Derivative(DerivativeOf which)
    {
        if (which is not { Order: 1, Argument: 0 } || !HasGradient)
            throw new InvalidOperationException("a linearised jet of order 1 has gradients by its points alone");
        return which.Projection is not null || Value.dim() == 1
            ? Gradient(which.Projection)
            : Derivatives.Jacobian(Value, _points, Gradient);
    }

    void ITrainableJet.Spend(Tensor total, Tensor seed, Tensor[]? parameters)
    {
        _isSpent = true;
        if (!HasGradient)
        {
            autograd.backward([total], [seed], inputs: parameters);
            return;
        }

        var byJet = Derivatives.Gradients(total, [Value, .. _pullbacks.Select(pullback => pullback.Gradient)], seed, createGraph: false);
        var layers = Output.Layers;
        var tangents = _pullbacks.Select((pullback, i) => new LayerTangents(layers, pullback.OfLayers, byJet[i + 1])).ToArray();
        var parts = layers.Select((_, place) => tangents.SelectMany(one => one.PartsOf(place)));
        LayerGradients.Train(layers, byJet[0], [.. parts], parameters);
    }

    private Tensor Gradient(Tensor? projection)
    {
        if (_isSpent)
            throw Derivatives.Spent();
        if (_pullbacks.Find(known => ReferenceEquals(known.Projection, projection)) is { } known)
            return known.Gradient;
        var ofLayers = LayerGradients.Of(Output.Layers, projection ?? ones_like(Value, requires_grad: false));
        _pullbacks.Add(new(projection, ofLayers[0]!.detach().requires_grad_(true), ofLayers));
        return _pullbacks[^1].Gradient;
    }

    /// <param name="Projection">v, or null for a number per sample.</param>
    /// <param name="Gradient">The gradient of &lt;f, v&gt; by the points, a leaf.</param>
    /// <param name="OfLayers">The gradients of &lt;f, v&gt; by the value of each layer; null for a layer without a part.</param>
    private sealed record Pullback(Tensor? Projection, Tensor Gradient, Tensor?[] OfLayers);
}
