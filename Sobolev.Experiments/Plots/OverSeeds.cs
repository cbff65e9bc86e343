using Sobolev.Statistics;

namespace Sobolev.Plots;

/// <summary>Series of means and intervals over the seeds.</summary>
internal static class OverSeeds
{
    /// <summary>A line through the means of <paramref name="intervals"/> at <paramref name="x"/>, with their ends.</summary>
    public static ChartSeries Line(string name, IEnumerable<double> x, IReadOnlyList<Interval> intervals) =>
        new(name, [.. x.Take(intervals.Count)], [.. intervals.Select(interval => interval.Mean)])
        {
            Low = [.. intervals.Select(interval => interval.Low)],
            High = [.. intervals.Select(interval => interval.High)],
        };

    /// <summary>Row by row the interval over the seeds, as long as the shortest seed.</summary>
    /// <param name="name">In the legend.</param>
    /// <param name="x">Where the rows are.</param>
    /// <param name="seeds">Each seed's numbers, a row each.</param>
    /// <param name="interval">Mean and interval of the numbers of one row, such as <see cref="Interval.OfLogarithms"/> on a logarithmic
    /// axis.</param>
    public static ChartSeries Line(string name, IEnumerable<double> x, IReadOnlyList<IReadOnlyList<double>> seeds,
        Func<IReadOnlyList<double>, Interval> interval) =>
        Line(name, x,
            [.. Enumerable.Range(0, seeds.Min(seed => seed.Count)).Select(row => interval([.. seeds.Select(seed => seed[row])]))]);

    /// <summary>The number of seeds and the kind of interval, for a title.</summary>
    /// <param name="seeds">The numbers of seeds that occur.</param>
    public static string Note(IEnumerable<int> seeds, string interval = "bands")
    {
        int[] numbers = [.. seeds.Distinct().Order()];
        return numbers is [1] ? "one seed" : $"{string.Join(" or ", numbers)} seeds, {interval}: 95% interval";
    }

    /// <summary>The number of seeds, for the title of a picture without intervals.</summary>
    /// <param name="seeds">The numbers of seeds that occur.</param>
    public static string NoteOfMeans(IEnumerable<int> seeds)
    {
        int[] numbers = [.. seeds.Distinct().Order()];
        return numbers is [1] ? "one seed" : $"means of {string.Join(" or ", numbers)} seeds";
    }

    /// <summary>A mark and an interval for each category.</summary>
    public static CategorySeries Categories(string name, IReadOnlyList<Interval> intervals) =>
        new(name, [.. intervals.Select(interval => interval.Mean)])
        {
            Low = [.. intervals.Select(interval => interval.Low)],
            High = [.. intervals.Select(interval => interval.High)],
        };
}
