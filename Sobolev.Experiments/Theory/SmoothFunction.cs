using Sobolev.Data;

namespace Sobolev.Theory;

/// <summary>A C1 function on an interval, with bounds of its first two derivatives there.</summary>
/// <param name="LargestSlope">M of Lemma 1: sup |phi'|.</param>
/// <param name="LargestBend">sup |phi''|: slopes at distance d differ by at most d times this.</param>
internal sealed record SmoothFunction(string Name, double Low, double High, Func<double, double> Value, Func<double, double> Slope,
    double LargestSlope, double LargestBend)
{
    private const int Samples = 4001;

    public static SmoothFunction Sigmoid(double low, double high) => new("sigmoid", low, high, Logistic, LogisticSlope, 0.25, 0.09623);

    public static double Logistic(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    public static double LogisticSlope(double x) => Logistic(x) * Logistic(-x);

    /// <summary>
    /// The seven benchmark functions, each along a segment of its domain on which it is C1 (Ackley's keeps away from the cusp, Bukin's from
    /// the ridge and from x = -10), over the segment's length, and scaled so that the largest value or slope is one.
    /// </summary>
    public static IReadOnlyList<SmoothFunction> Benchmarks() =>
    [
        Along(BenchmarkFunctions.Ackley, (-5, 1), (5, 1)),
        Along(BenchmarkFunctions.Beale, (-4.5, -4.5), (4.5, 4.5)),
        Along(BenchmarkFunctions.Booth, (-10, -10), (10, 10)),
        Along(BenchmarkFunctions.Bukin, (-9.5, -3), (-5, -1)),
        Along(BenchmarkFunctions.McCormick, (-1.5, -3), (4, 4)),
        Along(BenchmarkFunctions.Rosenbrock, (-2, -2), (2, 2)),
        Along(BenchmarkFunctions.StyblinskiTang, (-5, -5), (5, 4)),
    ];

    /// <summary>A function of two variables on the segment from one point to another.</summary>
    public static SmoothFunction Along(BenchmarkFunction function, (double X, double Y) from, (double X, double Y) to)
    {
        var length = Math.Sqrt((to.X - from.X) * (to.X - from.X) + (to.Y - from.Y) * (to.Y - from.Y));
        var (dx, dy) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        double Value(double t) => function.Value(from.X + t * dx, from.Y + t * dy);
        double Slope(double t)
        {
            var (x, y) = function.Gradient(from.X + t * dx, from.Y + t * dy);
            return x * dx + y * dy;
        }

        double Bend(double t)
        {
            var (xx, xy, yy) = function.Hessian(from.X + t * dx, from.Y + t * dy);
            return xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy;
        }

        var scale = Math.Max(Largest(Value, length), Largest(Slope, length));
        return new SmoothFunction(function.Name, 0, length, t => Value(t) / scale, t => Slope(t) / scale, Largest(Slope, length) / scale,
            Largest(Bend, length) / scale);
    }

    // sampled, with a margin for the points between the samples
    private static double Largest(Func<double, double> function, double length) =>
        1.02 * Enumerable.Range(0, Samples).Max(i => Math.Abs(function(length * i / (Samples - 1))));
}
