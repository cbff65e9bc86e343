using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>
/// A picture for each metric of a sweep: over the first axis that has numbers, a line for each combination of the other columns; without
/// such an axis a mark for each member.
/// </summary>
internal static class SweepPlots
{
    /// <summary>A range of values from here on has a logarithmic axis.</summary>
    private const double Decades = 10;

    public static void Draw(SweepFolder folder, Summary table, PlotFolder plots)
    {
        var rows = table.Rows.Select(row => new Row(table.Header, row)).Where(row => row["seeds"].Length > 0).ToArray();
        if (rows.Length == 0)
            return;
        var axis = folder.Plan.Axes.FirstOrDefault(axis => axis.Values.Count > 1
            && axis.Values.All(value => double.IsFinite(NumberOf(value))));
        string[] keys = [.. table.Header.Take(table.Header.ToList().IndexOf("seeds")).Except(["run", "status"])];
        // a column with one value for all rows says nothing in a legend
        string[] telling = [.. keys.Where(key => key != axis?.Key.Path && rows.Select(row => row[key]).Distinct().Count() > 1)];
        foreach (var metric in table.Header.Where(name => name.EndsWith("_mean", StringComparison.Ordinal))
            .Select(name => name[..^"_mean".Length]))
        {
            if (axis is not null)
                plots.Save(metric, LineChart.Of(TitleOf(folder, rows, "bands"), [Lines(axis, rows, telling, metric)]));
            else
                plots.Save(metric,
                    DotChart.Of(Marks(folder, rows, [.. telling.Except(folder.Plan.Axes.Select(axis => axis.Key.Path))], metric)));
        }
    }

    private static string TitleOf(SweepFolder folder, Row[] rows, string interval)
    {
        string[] seeds = [.. rows.Select(row => row["seeds"]).Distinct()];
        var of = seeds is ["1"] ? "one seed each" : $"{string.Join(" or ", seeds)} seeds each, {interval}: 95% interval";
        return $"{folder.Verb}: {folder.Plan.Members.Count} runs, {of}";
    }

    private static ChartPanel Lines(SweepAxis axis, Row[] rows, string[] telling, string metric)
    {
        var series = rows.GroupBy(row => NameOf(row, telling)).Select(group =>
        {
            var sorted = group.OrderBy(row => NumberOf(row[axis.Key.Path])).ToArray();
            return new ChartSeries(group.Key, [.. sorted.Select(row => NumberOf(row[axis.Key.Path]))],
                [.. sorted.Select(row => row.Middle(metric))])
            {
                Low = [.. sorted.Select(row => row.Low(metric))],
                High = [.. sorted.Select(row => row.High(metric))],
            };
        });
        double[] x = [.. axis.Values.Select(NumberOf)];
        return new ChartPanel("", LabelOf(rows, metric), [.. series])
        {
            XLabel = axis.Key.Path,
            LogX = x.Min() > 0 && x.Max() / x.Min() >= Decades,
            LogY = rows[0].IsError(metric),
        };
    }

    private static CategoryChart Marks(SweepFolder folder, Row[] rows, string[] telling, string metric)
    {
        SweepMember[] members = [.. folder.Plan.Members.Where(member => rows.Any(row => row["run"] == member.Folder))];
        var series =
            from name in rows.Select(row => NameOf(row, telling)).Distinct()
            let of = members.Select(member => rows.FirstOrDefault(row => row["run"] == member.Folder && NameOf(row, telling) == name))
                .ToArray()
            select new CategorySeries(name, [.. of.Select(row => row?.Middle(metric) ?? double.NaN)])
            {
                Low = [.. of.Select(row => row?.Low(metric) ?? double.NaN)],
                High = [.. of.Select(row => row?.High(metric) ?? double.NaN)],
            };
        string[] categories =
            [.. members.Select(member => string.Join(", ", member.Settings.Select(setting => $"{setting.Key.Name} {setting.Text}")))];
        return new CategoryChart(TitleOf(folder, rows, "bars"), LabelOf(rows, metric), categories, [.. series])
        {
            Log = rows[0].IsError(metric),
        };
    }

    private static string NameOf(Row row, string[] telling) => telling.Length == 0
        ? ""
        : string.Join(", ", telling.Select(key => key.Contains('.') ? $"{key.Split('.')[^1]} {row[key]}" : row[key]));

    private static string LabelOf(Row[] rows, string metric) => rows[0].IsError(metric) ? $"{metric} (geometric mean)" : $"{metric} (mean)";

    private static double NumberOf(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>A row by the names of its columns.</summary>
    private sealed class Row(IReadOnlyList<string> header, IReadOnlyList<object?> fields)
    {
        public string this[string column] => header.ToList().IndexOf(column) is >= 0 and var place ? Csv.Field(fields[place]) : "";

        public bool IsError(string metric) => this[metric + "_geomean"].Length > 0;

        public double Middle(string metric) => Number(metric, "_geomean", "_mean");

        public double Low(string metric) => Number(metric, "_geomean_ci95_low", "_ci95_low");

        public double High(string metric) => Number(metric, "_geomean_ci95_high", "_ci95_high");

        private double Number(string metric, string ofErrors, string other) =>
            Csv.Number(this[metric + (IsError(metric) ? ofErrors : other)]);
    }
}
