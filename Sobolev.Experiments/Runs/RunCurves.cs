using System.Globalization;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Statistics;

namespace Sobolev.Runs;

/// <summary>The curves of several runs in one picture: a panel for each metric, a line for each run and combination of keys.</summary>
public static class RunCurves
{
    /// <summary>The factor from which on values spread widely.</summary>
    private const double Spread = 30;

    /// <summary>The metrics over the steps, means over the seeds with their 95% intervals.</summary>
    /// <param name="path">A file that ends in .png, .svg or .pdf.</param>
    /// <param name="runs">Runs of one verb.</param>
    /// <exception cref="SobolevException">A run has no rows yet (exit 3), or the file has another ending (exit 2).</exception>
    public static void Save(string path, IReadOnlyList<NamedRun> runs)
    {
        var format = PlotFiles.FormatOf(path);
        AtomicFile.WriteBytes(path, Of(runs).In(format, scale: 1));
    }

    internal static Figure Of(IReadOnlyList<NamedRun> runs)
    {
        var (title, panels) = Panels(runs);
        return LineChart.Of(title, panels);
    }

    private static (string Title, ChartPanel[] Panels) Panels(IReadOnlyList<NamedRun> runs)
    {
        var tables = runs.Select(run => (run.Name, Table: Rows.Read(run.Folder))).ToArray();
        // a key with one value for all runs says nothing in a legend
        string[] keys = [.. tables[0].Table.Keys.Where(key => tables.SelectMany(run => run.Table.Values(key)).Distinct().Count() > 1)];
        var panels = tables[0].Table.Metrics.Select(metric => Panel(
            metric,
            [.. tables.SelectMany(run => run.Table.Values(metric)).Select(value => Csv.Number(value)).Where(double.IsFinite)],
            isLog => [.. tables.SelectMany(run => run.Table.Lines(tables.Length == 1 ? null : run.Name, keys, metric, isLog))]));
        var count = runs.Count == 1 ? runs[0].Name : $"{runs.Count} runs";
        return ($"{count}, {OverSeeds.Note(tables.Select(run => run.Table.Values("seed").Distinct().Count()))}", [.. panels]);
    }

    /// <summary>
    /// A metric over the steps: logarithmic, with the interval of the logarithm, where all values are positive and spread widely or the
    /// interval of their mean would reach below zero.
    /// </summary>
    private static ChartPanel Panel(string metric, double[] values, Func<bool, ChartSeries[]> linesBy)
    {
        var lines = linesBy(false);
        var isLog = values.Length > 0 && values.Min() > 0
            && (values.Max() / values.Min() > Spread || lines.Any(line => line.Low!.Any(low => low < 0)));
        return new ChartPanel(metric, "", isLog ? linesBy(true) : lines) { XLabel = "step", LogY = isLog };
    }

    /// <summary>The rows of metrics.csv by the names of their columns.</summary>
    private sealed record Rows(IReadOnlyList<string> Header, IReadOnlyList<string[]> Fields)
    {
        private int Seed => Header.ToList().IndexOf("seed");

        public IEnumerable<string> Keys => Header.Take(Seed);

        /// <summary>Between the step and the seconds.</summary>
        public IEnumerable<string> Metrics => Header.Skip(Seed + 2).SkipLast(1);

        public static Rows Read(string folder)
        {
            var (header, rows) = Csv.Read(RunResults.MetricsPath(folder, null));
            return new Rows(header, rows);
        }

        public IEnumerable<string> Values(string column) => Fields.Select(row => row[Header.ToList().IndexOf(column)]);

        public IEnumerable<ChartSeries> Lines(string? run, string[] keys, string metric, bool isLog)
        {
            var (places, column) = (keys.Select(key => Header.ToList().IndexOf(key)).ToArray(), Header.ToList().IndexOf(metric));
            foreach (var line in Fields.GroupBy(row => string.Join(", ",
                places.Select(place => row[place]).Where(value => value.Length > 0).Prepend(run ?? "").Where(word => word.Length > 0))))
            {
                var steps = line.GroupBy(row => long.Parse(row[Seed + 1], CultureInfo.InvariantCulture))
                    .OrderBy(step => step.Key).ToArray();
                Interval[] over = [.. steps.Select(step => Of([.. step.Select(row => Csv.Number(row[column]))], isLog))];
                if (over.Any(interval => double.IsFinite(interval.Mean)))
                    yield return OverSeeds.Line(line.Key, steps.Select(step => (double)step.Key), over);
            }
        }

        private static Interval Of(double[] values, bool isLog) => isLog ? Interval.OfLogarithms(values) : Interval.Of(values);
    }
}
