using MathNet.Numerics.Statistics;
using Sobolev.Statistics;

namespace Sobolev.Runs;

/// <summary>summary.csv: for each combination of keys the last metrics over the seeds.</summary>
public sealed record Summary(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    private const string Mean = "_mean";
    private const string Geomean = "_geomean";

    public static Summary Of(IExperiment experiment, RunResults results) => Over(
        experiment.KeyColumns,
        experiment.SummaryMetrics,
        experiment.ErrorMetrics,
        results.Plans.GroupBy(plan => string.Join('\0', plan.Keys.Select(Files.Csv.Field))),
        plan => plan.Keys,
        results.LastOf);

    /// <summary>A row for each combination of keys, from the last metrics of its trials.</summary>
    /// <param name="groups">The trials of each combination, one a seed.</param>
    /// <param name="keys">The values of the key columns of a trial.</param>
    /// <param name="last">The last numbers of a metric, one a trial.</param>
    internal static Summary Over<T>(
        IReadOnlyList<string> keyColumns,
        IReadOnlyList<string> metrics,
        IReadOnlyList<string> errors,
        IEnumerable<IEnumerable<T>> groups,
        Func<T, IReadOnlyList<object?>> keys,
        Func<IEnumerable<T>, string, IReadOnlyList<double>> last)
    {
        string[] header =
        [
            .. keyColumns, "seeds",
            .. metrics.SelectMany(name => new[] { name + Mean, $"{name}_std", $"{name}_ci95_low", $"{name}_ci95_high" }),
            .. errors.SelectMany(name => new[] { name + Geomean, $"{name}_geomean_ci95_low", $"{name}_geomean_ci95_high" }),
        ];
        var rows = groups.Select(group => (IReadOnlyList<object?>)
        [
            .. keys(group.First()), group.Count(),
            .. metrics.SelectMany(metric => Columns(last(group, metric))),
            .. errors.SelectMany(metric => LogColumns(last(group, metric))),
        ]);
        return new Summary(header, [.. rows]);
    }

    /// <summary>The columns of a trial's keys, and the metrics and errors over the seeds, by the names of the header.</summary>
    internal (string[] Keys, string[] Metrics, string[] Errors) Parts() =>
    (
        [.. Header.TakeWhile(name => name != "seeds")],
        [.. Header.Where(name => name.EndsWith(Mean, StringComparison.Ordinal)).Select(name => name[..^Mean.Length])],
        [.. Header.Where(name => name.EndsWith(Geomean, StringComparison.Ordinal)).Select(name => name[..^Geomean.Length])]
    );

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
