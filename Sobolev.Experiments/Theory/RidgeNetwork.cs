using Sobolev.Files;
using Sobolev.Kernels;

namespace Sobolev.Theory;

/// <summary>
/// A network with one hidden layer of ReLU or leaky ReLU units that was written down, not trained: a sum of piecewise-linear functions
/// of a linear form each.
/// </summary>
/// <param name="Parameters">The flat vector of <see cref="MlpShape"/>.</param>
internal sealed record RidgeNetwork(MlpShape Shape, double[] Parameters)
{
    private const double LeakySlope = 0.01;

    public int Units => Shape.Hidden[0];

    /// <summary>The network x -> sum over k of p_k(direction_k . x).</summary>
    /// <remarks>
    /// With kinks t_j, bends D_j (the change of slope there) and a the slope of the activation L below zero (0 for ReLU), relu(z) is
    /// (L(z) - a z) / (1 - a). So p(z) = c + s (z - t_0) + sum D_j / (1 - a) L(z - t_j): a unit for each kink, and two more,
    /// (L(z) - L(-z)) / (1 + a) = z, where a straight part s is left over, which it is not where p is constant on both sides.
    /// </remarks>
    public static RidgeNetwork Of(int inputs, Activation activation, IReadOnlyList<(double[] Direction, PiecewiseLinear Function)> terms)
    {
        var leak = activation == Activation.LeakyRelu ? LeakySlope : 0;
        var units = new List<(double[] Direction, double Sign, double Threshold, double Coefficient)>();
        double constant = 0;
        foreach (var (direction, p) in terms)
        {
            var (first, last) = (p.Knots[0], p.Knots[^1]);
            for (var j = 0; j < p.Knots.Length; j++)
            {
                if (p.Slope(j + 1) - p.Slope(j) is var bend && bend != 0)
                    units.Add((direction, 1, p.Knots[j], bend / (1 - leak)));
            }

            var straight = p.LeftSlope - leak / (1 - leak) * (p.RightSlope - p.LeftSlope);
            if (straight != 0)
                units.AddRange([(direction, 1, first, straight / (1 + leak)), (direction, -1, first, -straight / (1 + leak))]);
            // the sum of D_j (t_j - t_0), read off at the last kink
            constant += p.Values[0] + leak / (1 - leak) * (p.Values[0] - p.Values[^1] + p.RightSlope * (last - first));
        }

        // a constant has no kink, a network at least one unit
        if (units.Count == 0)
            units.Add((terms[0].Direction, 1, 0, 0));
        return new RidgeNetwork(
            new MlpShape(inputs, [units.Count], 1, activation),
            [
                .. units.SelectMany(unit => unit.Direction.Select(entry => unit.Sign * entry)),
                .. units.Select(unit => -unit.Sign * unit.Threshold),
                .. units.Select(unit => unit.Coefficient),
                constant,
            ]);
    }

    /// <summary>The network of a function of one variable.</summary>
    public static RidgeNetwork Of(PiecewiseLinear function, Activation activation) => Of(1, activation, [([1.0], function)]);

    public SobolevKernel<double> Kernel(int capacity)
    {
        var kernel = new SobolevKernel<double>(Shape, capacity);
        Parameters.CopyTo(kernel.Parameters);
        return kernel;
    }

    /// <summary>Values (count) and gradients (count, inputs) at points (count, inputs).</summary>
    public (double[] Values, double[] Gradients) Predict(double[] points)
    {
        var (values, gradients) = (new double[points.Length / Shape.Inputs], new double[points.Length]);
        // small blocks: a network of a proof may have some hundred thousand units
        Kernel(1).Predict(points, values, gradients);
        return (values, gradients);
    }

    /// <summary>
    /// Bounds of the rounding errors of a value and of a gradient's entry at points within <paramref name="radius"/> of the origin.
    /// </summary>
    /// <remarks>
    /// Each of n summands carries errors of its size times the unit of rounding, and so does each partial sum; errors of either sign add up
    /// like the root of n (Higham and Mary 2019). The factor six leaves no rng to rng.
    /// </remarks>
    public (double Value, double Slope) RoundingBounds(double radius)
    {
        var (inputs, units) = (Shape.Inputs, Units);
        double sizes = 0, slopes = 0;
        for (var j = 0; j < units; j++)
        {
            var coefficient = Math.Abs(Parameters[units * (inputs + 1) + j]);
            var length = Math.Sqrt(Parameters.AsSpan(j * inputs, inputs).ToArray().Sum(entry => entry * entry));
            sizes += coefficient * (length * radius + Math.Abs(Parameters[units * inputs + j]));
            slopes += coefficient * length;
        }

        var unit = 6 * Math.Sqrt(units + inputs) / (1L << 53);
        return (unit * sizes, unit * slopes);
    }

    /// <summary>
    /// In the layout of the models of <c>regress</c>, with no scaling around the network; 64-bit numbers, as the proofs need them.
    /// </summary>
    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors()
    {
        var (inputs, units) = (Shape.Inputs, Units);
        var parameters = Parameters.AsSpan();
        return (
            [
                StoredTensor.Of<double>("layers.0.weight", parameters[..(units * inputs)], units, inputs),
                StoredTensor.Of<double>("layers.0.bias", parameters.Slice(units * inputs, units), units),
                StoredTensor.Of<double>("layers.1.weight", parameters.Slice(units * (inputs + 1), units), 1, units),
                StoredTensor.Of<double>("layers.1.bias", parameters[^1..], 1),
                StoredTensor.Of<double>("scaling.input_mean", new double[inputs]),
                StoredTensor.Of<double>("scaling.input_scale", Enumerable.Repeat(1.0, inputs).ToArray()),
                StoredTensor.Of<double>("scaling.output_mean", [0.0]),
                StoredTensor.Of<double>("scaling.output_scale", [1.0]),
            ],
            new Dictionary<string, string> { ["format"] = "sobolev-mlp", ["activation"] = Shape.Activation.ToString() });
    }
}
