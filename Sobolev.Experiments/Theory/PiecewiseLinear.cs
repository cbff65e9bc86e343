namespace Sobolev.Theory;

/// <summary>A continuous piecewise-linear function of the real line: its values at the knots, straight in between and beyond.</summary>
/// <param name="Knots">Ascending, at least one.</param>
/// <param name="Values">One for each knot.</param>
/// <param name="LeftSlope">Before the first knot.</param>
/// <param name="RightSlope">After the last knot.</param>
internal sealed record PiecewiseLinear(double[] Knots, double[] Values, double LeftSlope = 0, double RightSlope = 0)
{
    public double ValueAt(double x)
    {
        var piece = PieceOf(x);
        var anchor = Math.Max(piece - 1, 0);
        return Values[anchor] + Slope(piece) * (x - Knots[anchor]);
    }

    /// <summary>The slope; at a knot, the slope of the piece before it.</summary>
    public double SlopeAt(double x) => Slope(PieceOf(x));

    /// <summary>The slope of piece 0 (before the first knot) to the number of knots (after the last one).</summary>
    public double Slope(int piece) =>
        piece == 0 ? LeftSlope
        : piece == Knots.Length ? RightSlope
        : (Values[piece] - Values[piece - 1]) / (Knots[piece] - Knots[piece - 1]);

    private int PieceOf(double x)
    {
        var index = Array.BinarySearch(Knots, x);
        return index < 0 ? ~index : index;
    }
}
