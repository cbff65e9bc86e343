namespace Sobolev.Plots;

/// <summary>A value for each category, with an optional interval; NaN if the category has no value.</summary>
internal sealed record CategorySeries(string Name, IReadOnlyList<double> Values)
{
    public IReadOnlyList<double>? Low { get; init; }
    public IReadOnlyList<double>? High { get; init; }
}

/// <summary>Numbers by category and series, for DotChart and BarChart.</summary>
internal sealed record CategoryChart(string Title, string ValueLabel, IReadOnlyList<string> Categories,
    IReadOnlyList<CategorySeries> Series)
{
    public bool Log { get; init; }

    /// <summary>A value marked by a line across, such as 1 for a ratio.</summary>
    public double? Reference { get; init; }

    /// <summary>The drawn values in axis coordinates; a bound that the axis cannot show lies on its edge.</summary>
    internal IEnumerable<CategoryMark> Marks(AxisRange axis)
    {
        for (var s = 0; s < Series.Count; s++)
            for (var c = 0; c < Math.Min(Categories.Count, Series[s].Values.Count); c++)
            {
                var value = axis.Coordinate(Series[s].Values[c]);
                if (double.IsNaN(value))
                    continue;
                var low = axis.Bound(At(Series[s].Low, c), value);
                var high = axis.Bound(At(Series[s].High, c), value);
                yield return new CategoryMark(s, c, value, low, high);
            }
    }

    /// <summary>The axis over all values, bounds and the reference; without anything to draw it is 0 to 1.</summary>
    internal AxisRange Axis(bool fromZero)
    {
        var values = Series.SelectMany(series => series.Values).ToArray();
        var lowest = values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(0).Min();
        var bounds = Series.SelectMany(series => (series.Low ?? []).Concat(series.High ?? [])).Where(bound => !Log || bound >= lowest / 10);
        IEnumerable<double> extra =
            [.. Reference is { } reference ? [reference] : Array.Empty<double>(), .. fromZero && !Log ? [0] : Array.Empty<double>()];
        var range = AxisRange.Over([.. values, .. bounds, .. extra], Log, 0.08) ?? new AxisRange(0, 1, false);
        // bars start at zero, without a margin
        return fromZero && !Log && range.Low < 0 && values.All(value => !(value < 0)) ? range with { Low = 0 } : range;
    }

    private static double At(IReadOnlyList<double>? bounds, int index) =>
        bounds is null || index >= bounds.Count ? double.NaN : bounds[index];
}

/// <summary>One value of series s and category c, and its interval, in axis coordinates.</summary>
internal sealed record CategoryMark(int Series, int Category, double Value, double Low, double High);
