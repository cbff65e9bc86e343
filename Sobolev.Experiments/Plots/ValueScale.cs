namespace Sobolev.Plots;

/// <summary>
/// One scale of values for height and colour in all panels: 0 at the truth's least value, 1 at its greatest, linear or compressed.
/// </summary>
internal sealed class ValueScale
{
    // compressed so that half the truth's values lie in the lower (or upper) two fifths of the height
    private const double MedianPosition = 0.4;

    // Rosenbrock's median lies at 0.06 of its range, Booth's, readable as it is, at 0.09
    private const double SkewBelow = 0.08;

    private readonly double _anchor;
    private readonly double _unit;
    private readonly double _start;
    private readonly double _span;

    private ValueScale(double low, double high, double anchor, double unit)
    {
        (Low, High, _anchor, _unit) = (low, high, anchor, unit);
        _start = Transform(low);
        _span = Transform(high) - _start;
    }

    public double Low { get; }

    public double High { get; }

    public bool IsCompressed => double.IsFinite(_unit);

    /// <summary>
    /// Linear, unless the values crowd at one end of their range (Rosenbrock, Beale): then a signed log of the distance from that end.
    /// </summary>
    public static ValueScale For(IEnumerable<double> truth)
    {
        double[] sorted = [.. truth.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
            return new ValueScale(0, 1, 0, double.PositiveInfinity);
        double low = sorted[0], high = sorted[^1], median = sorted[sorted.Length / 2], range = high - low;
        if (!(range > 0) || !double.IsFinite(range))
            return new ValueScale(low - 0.5, low + 0.5, 0, double.PositiveInfinity);
        return ((median - low) / range) switch
        {
            < SkewBelow => new ValueScale(low, high, low, Unit((median - low) / range) * range),
            > 1 - SkewBelow => new ValueScale(low, high, high, Unit((high - median) / range) * range),
            _ => new ValueScale(low, high, 0, double.PositiveInfinity),
        };
    }

    /// <summary>Monotone in the value; below 0 or above 1 beyond the truth's range, NaN for NaN, infinite for infinite.</summary>
    public double Position(double value) => (Transform(value) - _start) / _span;

    /// <summary>Round values, at least <paramref name="gap"/> of the height apart.</summary>
    public IReadOnlyList<AxisTick> Ticks(double gap)
    {
        if (!IsCompressed)
            return [.. AxisTicks.Linear(Low, High, (int)(0.8 / gap)).Select(tick => tick with { Position = Position(tick.Position) })];
        var ticks = new List<AxisTick>();
        foreach (var value in Candidates())
        {
            var position = Position(value);
            if (position is >= -1e-9 and <= 1 + 1e-9 && ticks.All(tick => Math.Abs(tick.Position - position) >= gap))
                ticks.Add(new AxisTick(position, NumberLabel.Of(value)));
        }
        return [.. ticks.OrderBy(tick => tick.Position)];
    }

    private double Transform(double value)
    {
        if (!IsCompressed)
            return value;
        var distance = value - _anchor;
        return Math.Sign(distance) * Math.Log(1 + Math.Abs(distance) / _unit);
    }

    // the roundest first: zero, powers of ten from the largest, then fives and twos
    private IEnumerable<double> Candidates()
    {
        yield return 0;
        var top = (int)Math.Ceiling(Math.Log10(Math.Max(Math.Abs(Low), Math.Abs(High))));
        foreach (var digit in (int[])[1, 5, 2])
            for (var exponent = top; exponent >= top - 8; exponent--)
                foreach (var sign in (int[])[1, -1])
                    yield return sign * digit * Math.Pow(10, exponent);
    }

    // log(1 + median/unit) / log(1 + 1/unit) falls with the unit: bisection over its logarithm
    private static double Unit(double median)
    {
        double low = -9, high = 2;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            var unit = Math.Pow(10, middle);
            if (Math.Log(1 + median / unit) / Math.Log(1 + 1 / unit) > MedianPosition)
                low = middle;
            else
                high = middle;
        }
        // no finer than a thousandth of the range: below that the scale would magnify noise
        return Math.Max(Math.Pow(10, low), 1e-3);
    }
}
