namespace Sobolev.Kernels;

/// <summary>A function of many numbers; its gradient goes to <paramref name="gradient"/>.</summary>
internal delegate double Differentiable(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>
/// Minimises a smooth function by L-BFGS (Liu and Nocedal 1989; the two-loop recursion is algorithm 7.4 of Nocedal and Wright,
/// Numerical Optimization, 2006), an iteration at a time. The same start gives the same bits.
/// </summary>
internal sealed class Lbfgs
{
    private readonly Differentiable _function;
    private readonly int _memory;
    private readonly double _flat;
    private readonly int _mostEvaluations;
    private readonly List<(double[] Step, double[] Change, double Product)> _pairs = [];
    private double[] _gradient;
    private double[] _point;

    /// <param name="function">The function.</param>
    /// <param name="start">Where to begin; evaluated at once.</param>
    /// <param name="memory">Pairs of steps and changes of gradient that are remembered.</param>
    /// <param name="flat">The minimisation has ended where no entry of the gradient is larger.</param>
    /// <param name="mostEvaluations">Evaluations of a search along one direction, at most.</param>
    public Lbfgs(Differentiable function, ReadOnlySpan<double> start, int memory = 30, double flat = 1e-10, int mostEvaluations = 25)
    {
        (_function, _memory, _flat, _mostEvaluations) = (function, memory, flat, mostEvaluations);
        (_point, _gradient) = (start.ToArray(), new double[start.Length]);
        Value = function(_point, _gradient);
        HasEnded = !double.IsFinite(Value) || Vectors.LargestSize(_gradient) <= flat;
    }

    public ReadOnlySpan<double> Point => _point;

    /// <summary>The function at <see cref="Point"/>.</summary>
    public double Value { get; private set; }

    public long Iterations { get; private set; }

    /// <summary>The gradient is flat, or no step along it decreases the function: nothing is left to gain in this precision.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Begins with the curvature that a minimisation of nearly the same function has found, so that the first directions are those of its
    /// last ones.
    /// </summary>
    /// <param name="other">The other minimisation.</param>
    /// <param name="factor">This function in parts of the other one.</param>
    public void Learn(Lbfgs other, double factor)
    {
        _pairs.Clear();
        foreach (var (step, change, product) in other._pairs.TakeLast(_memory))
            _pairs.Add((step, Array.ConvertAll(change, entry => factor * entry), factor * product));
    }

    /// <summary>One iteration: a direction, and a step along it that satisfies the Wolfe conditions.</summary>
    public void Iterate()
    {
        if (HasEnded)
            return;
        var direction = Direction();
        var slope = Vectors.Dot(direction, _gradient);
        if (!(slope < 0))
        {
            _pairs.Clear();
            direction = Array.ConvertAll(_gradient, entry => -entry);
            slope = -Vectors.Dot(_gradient, _gradient);
        }

        var (point, gradient) = (new double[_point.Length], new double[_point.Length]);
        var (value, last) = (Value, double.NaN);
        var first = _pairs.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
        var step = WolfeSearch.Run(
            at =>
            {
                last = at;
                _point.CopyTo(point, 0);
                Vectors.AddScaled(point, at, direction);
                value = _function(point, gradient);
                return (value, Vectors.Dot(gradient, direction));
            },
            Value,
            slope,
            first,
            _mostEvaluations);
        Iterations++;
        if (step == 0 || step != last)
        {
            // along a quasi-Newton direction that leads nowhere: once more along the gradient, then the end
            HasEnded = _pairs.Count == 0;
            _pairs.Clear();
            return;
        }

        Remember(point, gradient);
        (_point, _gradient, Value) = (point, gradient, value);
        HasEnded = Vectors.LargestSize(_gradient) <= _flat;
    }

    /// <summary>Everything that the next iteration depends on.</summary>
    public double[] Save() =>
    [
        Value, Iterations, HasEnded
            ? 1
            : 0, .. _point, .. _gradient, .. _pairs.SelectMany(pair => (double[])[pair.Product, .. pair.Step, .. pair.Change]),
    ];

    /// <summary>Takes up where <see cref="Save"/> left off, to the bit.</summary>
    public void Load(double[] saved)
    {
        var length = _point.Length;
        (Value, Iterations, HasEnded) = (saved[0], (long)saved[1], saved[2] == 1);
        (_point, _gradient) = (saved[3..(3 + length)], saved[(3 + length)..(3 + 2 * length)]);
        _pairs.Clear();
        foreach (var pair in saved.Skip(3 + 2 * length).Chunk(1 + 2 * length))
            _pairs.Add((pair[1..(1 + length)], pair[(1 + length)..], pair[0]));
    }

    /// <summary>Minus the gradient times an approximation of the inverse Hessian.</summary>
    private double[] Direction()
    {
        var direction = Array.ConvertAll(_gradient, entry => -entry);
        var factors = new double[_pairs.Count];
        for (var k = _pairs.Count - 1; k >= 0; k--)
        {
            factors[k] = Vectors.Dot(_pairs[k].Step, direction) / _pairs[k].Product;
            Vectors.AddScaled(direction, -factors[k], _pairs[k].Change);
        }

        if (_pairs.Count > 0)
        {
            var scale = _pairs[^1].Product / Vectors.Dot(_pairs[^1].Change, _pairs[^1].Change);
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }

        for (var k = 0; k < _pairs.Count; k++)
            Vectors.AddScaled(direction, factors[k] - Vectors.Dot(_pairs[k].Change, direction) / _pairs[k].Product, _pairs[k].Step);
        return direction;
    }

    /// <summary>Keeps a pair of positive curvature only, so that the approximation stays positive definite.</summary>
    private void Remember(double[] point, double[] gradient)
    {
        var (step, change) = (new double[point.Length], new double[point.Length]);
        for (var i = 0; i < point.Length; i++)
            (step[i], change[i]) = (point[i] - _point[i], gradient[i] - _gradient[i]);
        var product = Vectors.Dot(step, change);
        if (!(product > 1e-16 * Vectors.Dot(change, change)))
            return;
        if (_pairs.Count == _memory)
            _pairs.RemoveAt(0);
        _pairs.Add((step, change, product));
    }
}
