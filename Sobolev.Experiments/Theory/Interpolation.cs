namespace Sobolev.Theory;

/// <summary>The piecewise-linear functions of Lemmas 1 and 2, and how far they are from what they approximate.</summary>
internal static class Interpolation
{
    private const int SamplesPerPiece = 9;

    /// <summary>
    /// Lemma 1: the interpolant on pieces no longer than min(d1, eps / 2M), where slopes at distance d1 differ by less than eps.
    /// </summary>
    public static PiecewiseLinear Of(SmoothFunction phi, double eps) => Of(phi, Pieces(phi, eps));

    /// <summary>The interpolant on equal pieces; constant before them, straight on after them.</summary>
    public static PiecewiseLinear Of(SmoothFunction phi, int pieces)
    {
        double[] knots = [.. Enumerable.Range(0, pieces + 1).Select(i => phi.Low + (phi.High - phi.Low) * i / pieces)];
        double[] values = [.. knots.Select(phi.Value)];
        var p = new PiecewiseLinear(knots, values);
        return p with { RightSlope = p.Slope(pieces) };
    }

    /// <summary>
    /// Lemma 2, corrected: constant at phi(K) beyond each end K, where the text takes the limit, which phi need not have reached there, so
    /// that its p jumps at K.
    /// </summary>
    public static PiecewiseLinear OnTheLine(SmoothFunction phi, double eps) => Of(phi, eps) with { RightSlope = 0 };

    public static int Pieces(SmoothFunction phi, double eps) =>
        1 + (int)((phi.High - phi.Low) / Math.Min(eps / phi.LargestBend, eps / (2 * phi.LargestSlope)));

    /// <summary>Points inside every piece, away from the kinks.</summary>
    public static double[] Between(PiecewiseLinear p) =>
        [.. p.Knots.Zip(p.Knots.Skip(1), (low, high) => Enumerable.Range(0, SamplesPerPiece)
            .Select(i => low + (high - low) * (i + 0.5) / SamplesPerPiece)).SelectMany(x => x)];

    /// <summary>The largest errors of value and slope at the points given.</summary>
    public static (double Value, double Slope) Errors(SmoothFunction phi, PiecewiseLinear p, IReadOnlyList<double> points) =>
        (points.Max(x => Math.Abs(phi.Value(x) - p.ValueAt(x))), points.Max(x => Math.Abs(phi.Slope(x) - p.SlopeAt(x))));
}
