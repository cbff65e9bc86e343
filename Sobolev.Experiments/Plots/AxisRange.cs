namespace Sobolev.Plots;

/// <summary>The span of an axis in its own coordinate (log10 of the value on a log axis), never empty.</summary>
internal sealed record AxisRange(double Low, double High, bool IsLog)
{
    /// <summary>Coordinate of a value, NaN where the axis has no place for it.</summary>
    public static double Coordinate(double value, bool log) =>
        !double.IsFinite(value) || (log && value <= 0) ? double.NaN : log ? Math.Log10(value) : value;

    /// <summary>The span of the values that can be drawn; null if there are no such values.</summary>
    public static AxisRange? Over(IEnumerable<double> values, bool log, double margin)
    {
        double[] drawn = [.. values.Select(value => Coordinate(value, log)).Where(double.IsFinite)];
        if (drawn.Length == 0)
            return null;
        double low = drawn.Min(), high = drawn.Max();
        // equal values: half a decade, or a tenth of the value, to each side
        var room = high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) ? margin * (high - low)
            : log ? 0.5 : low == 0 ? 1 : 0.1 * Math.Abs(low);
        return new AxisRange(low - room, high + room, log);
    }

    public IReadOnlyList<AxisTick> Ticks(int count) => IsLog ? AxisTicks.Log(Low, High, count) : AxisTicks.Linear(Low, High, count);

    public double Coordinate(double value) => Coordinate(value, IsLog);

    /// <summary>Coordinate of a bound of an interval: on the axis' edge where it lies beyond, on the mean where it is unknown.</summary>
    public double Bound(double bound, double mean)
    {
        if (double.IsNaN(bound))
            return mean;
        if (double.IsInfinity(bound))
            return bound > 0 ? High : Low;
        var coordinate = Coordinate(bound);
        return double.IsNaN(coordinate) ? Low : Math.Clamp(coordinate, Low, High);
    }
}
