using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>How much of its graph a jet keeps.</summary>
public enum Graph
{
    /// <summary>All of it: value and derivatives can be trained. The model.</summary>
    Trainable,

    /// <summary>Nothing that leaves the jet: constants. A teacher, or a model under evaluation.</summary>
    Detached,
}

/// <summary>A function and its points; values and derivatives by autograd, each computed once, on first use.</summary>
/// <remarks>
/// The function must treat samples apart: derivatives are taken of the sum over the batch, so a function that mixes samples
/// (batch normalisation in training mode) gets mixed derivatives. All tensors belong to the caller's dispose scope.
/// </remarks>
public sealed class FunctionJet : IJet, ITrainableJet
{
    private readonly Func<IReadOnlyList<Tensor>, Tensor> _function;
    private readonly Tensor[] _points;
    private readonly Graph _graph;
    private readonly int _order;
    private readonly Dictionary<(int, Tensor?), Tensor> _gradients = new(ByReference.Instance);
    private Tensor? _output;
    private Tensor? _value;
    private bool _isSpent;

    /// <inheritdoc cref="FunctionJet(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, Graph, int)"/>
    public FunctionJet(Func<Tensor, Tensor> function, Tensor points, Graph graph, int order = 1)
        : this(arguments => function(arguments[0]), [points], graph, order) { }

    /// <param name="function">From arguments to (batch) or (batch, outputs ...).</param>
    /// <param name="points">One tensor (batch, ...) per argument; they are detached, so that no gradient flows into their source.</param>
    /// <param name="graph">Whether the jet can be trained.</param>
    /// <param name="order">
    /// The highest derivative that will be used, <see cref="SobolevObjective.Order"/>; 0 spares the backward pass to the points.
    /// </param>
    public FunctionJet(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> points, Graph graph, int order = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 2);
        _function = function;
        _graph = graph;
        _order = order;
        _points = [.. points.Select(point => order > 0 ? point.detach().requires_grad_(true) : point.detach())];
    }

    public Tensor Value => _value ??= _graph == Graph.Trainable ? Output : Output.detach();

    public Tensor Derivative(DerivativeOf which)
    {
        if (which.Order < 1 || which.Order > _order)
            throw new InvalidOperationException(
                $"a derivative of order {which.Order} was requested from a jet of order {_order}; create the jet with that order");
        using var grad = _graph == Graph.Detached ? enable_grad() : null;
        var derivative = which.Order == 1 ? Gradient(which.Argument, which.Projection) : Second(which);
        return _graph == Graph.Trainable ? derivative : derivative.detach();
    }

    void ITrainableJet.Spend(Tensor total, Tensor seed, Tensor[]? parameters)
    {
        _isSpent = true;
        autograd.backward([total], [seed], inputs: parameters);
    }

    private Tensor Output => _output ??= Evaluate();

    private Tensor Evaluate()
    {
        // A detached jet differentiates even where its caller has switched gradients off, and makes no graph where none is needed.
        using var mode = _graph == Graph.Detached ? set_grad_enabled(_order > 0) : null;
        var output = _function(_points);
        if (output.dim() == 0 || output.shape[0] != _points[0].shape[0])
            throw new ArgumentException(
                $"a jet's function must keep samples separate: points {Shapes.Text(_points[0])}, value {Shapes.Text(output)}");
        return output;
    }

    private bool NeedsGraph => _graph == Graph.Trainable || _order > 1;

    private Tensor Gradient(int argument, Tensor? projection)
    {
        if (_isSpent)
            throw Derivatives.Spent();
        if (_gradients.TryGetValue((argument, projection), out var known))
            return known;
        var point = _points[argument];
        var gradient = projection is not null || Output.dim() == 1
            ? Derivatives.Gradient(Output, point, projection, NeedsGraph)
            : Derivatives.Jacobian(Output, point, unit => Derivatives.Gradient(Output, point, unit, NeedsGraph));
        return _gradients[(argument, projection)] = gradient;
    }

    private Tensor Second(DerivativeOf which)
    {
        var point = _points[which.Argument];
        var gradient = Gradient(which.Argument, which.Projection);
        if (gradient.dim() != point.dim())
            throw new ArgumentException(
                $"order 2 of a function with several outputs, {Shapes.Text(Output)}, needs a projection of the outputs");
        var keep = _graph == Graph.Trainable;
        if (which.Direction is not null)
            return Derivatives.HessianVector(gradient, point, which.Direction, keep);
        return stack(Derivatives.UnitTensors(point).Select(unit => Derivatives.HessianVector(gradient, point, unit, keep)).ToList(), -1);
    }

    // Tensors compare element by element; a projection is known again by being the same object.
    private sealed class ByReference : IEqualityComparer<(int, Tensor?)>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals((int, Tensor?) x, (int, Tensor?) y) => x.Item1 == y.Item1 && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((int, Tensor?) key) =>
            HashCode.Combine(key.Item1, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Item2));
    }
}
