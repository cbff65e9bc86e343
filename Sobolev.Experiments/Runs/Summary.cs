using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Sobolev.Runs;

/// <summary>summary.csv: for each combination of keys the last metrics over the seeds.</summary>
public sealed record Summary(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    public static Summary Of(IExperiment experiment, RunResults results, IReadOnlyList<TrialPlan> finished)
    {
        string[] header =
        [
            .. experiment.KeyColumns, "seeds",
            .. experiment.SummaryMetrics.SelectMany(name => new[] { $"{name}_mean", $"{name}_std", $"{name}_ci95_low", $"{name}_ci95_high" }),
        ];
        var rows = finished
            .GroupBy(plan => string.Join('\0', plan.Keys.Select(Files.Csv.Field)))
            .Select(group => (IReadOnlyList<object?>)
            [
                .. group.First().Keys, group.Count(),
                .. experiment.SummaryMetrics.SelectMany(metric => Columns([.. group.Select(plan => results.MetricOf(plan, metric)[^1])])),
            ]);
        return new Summary(header, [.. rows]);
    }

    /// <summary>The summary that a finished run left in its folder.</summary>
    public static Summary Read(string folder)
    {
        var (header, rows) = Files.Csv.Read(Path.Combine(folder, "summary.csv"));
        return new Summary(header, rows);
    }

    /// <summary>Mean and its 95% interval by Student's t; the interval is not-a-number for one value.</summary>
    public static (double Mean, double Low, double High) Interval(IReadOnlyList<double> values)
    {
        var mean = values.Mean();
        if (values.Count < 2)
            return (mean, double.NaN, double.NaN);
        var half = StudentT.InvCDF(0, 1, values.Count - 1, 0.975) * values.StandardDeviation() / Math.Sqrt(values.Count);
        return (mean, mean - half, mean + half);
    }

    private static IEnumerable<object?> Columns(IReadOnlyList<double> values)
    {
        var (mean, low, high) = Interval(values);
        return [mean, values.Count < 2 ? double.NaN : values.StandardDeviation(), low, high];
    }
}
