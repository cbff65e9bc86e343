using MathNet.Numerics.Statistics;
using Sobolev.Statistics;

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
            .. experiment.ErrorMetrics.SelectMany(name => new[] { $"{name}_geomean", $"{name}_geomean_ci95_low", $"{name}_geomean_ci95_high" }),
        ];
        var rows = finished
            .GroupBy(plan => string.Join('\0', plan.Keys.Select(Files.Csv.Field)))
            .Select(group => (IReadOnlyList<object?>)
            [
                .. group.First().Keys, group.Count(),
                .. experiment.SummaryMetrics.SelectMany(metric => Columns(results.LastOf(group, metric))),
                .. experiment.ErrorMetrics.SelectMany(metric => LogColumns(results.LastOf(group, metric))),
            ]);
        return new Summary(header, [.. rows]);
    }

    /// <summary>The summary that a finished run left in its folder.</summary>
    public static Summary Read(string folder)
    {
        var (header, rows) = Files.Csv.Read(Path.Combine(folder, "summary.csv"));
        return new Summary(header, rows);
    }

    private static IEnumerable<object?> Columns(IReadOnlyList<double> values)
    {
        var (mean, low, high) = Interval.Of(values);
        return [mean, values.Count < 2 ? double.NaN : values.StandardDeviation(), low, high];
    }

    private static IEnumerable<object?> LogColumns(IReadOnlyList<double> values)
    {
        var (mean, low, high) = Interval.OfLogarithms(values);
        return [mean, low, high];
    }
}
