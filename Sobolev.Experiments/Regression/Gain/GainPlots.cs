using System.Globalization;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Regression;

/// <summary>The pictures of <c>gain</c>: what partials are worth, and the errors that it comes from.</summary>
internal static class GainPlots
{
    private const string Ratio = "error without partials / with partials";

    public static void Draw(GainConfig config, RunResults results, PlotFolder plots)
    {
        var rows = GainTable.Rows(results);
        if (rows.Count == 0)
            return;
        int[] seeds = [results.Plans.Select(plan => plan.Seed).Distinct().Count()];
        var least = rows.Min(row => row.Key.Case.GradientNoise);
        GainRow[] quiet = [.. rows.Where(row => row.Key.Case.GradientNoise == least)];
        var noise = least > 0 ? $", noise of the partials {Text(least)}" : "";
        plots.Save("gain", LineChart.Of($"What partial derivatives are worth{noise}, {OverSeeds.NoteOfMeans(seeds)}",
        [
            Gains("by the spacing of the points", "spacing of the points / wavelength", quiet, row => row.Key.Spacing),
            Gains("by the numbers that are known", "samples x inputs", quiet, row => (double)row.Key.Samples * row.Key.Case.Dims),
        ]));
        plots.Save("errors", LineChart.Of($"Errors of the value{noise}, {OverSeeds.Note(seeds)}",
            ChartPanel.WithOneRange([.. from key in quiet.Select(row => row.Key.Case).Distinct() select Errors(results, key)])));
        if (config.GradientNoise.Distinct().Count(level => level > 0) > 1)
            plots.Save("noise", LineChart.Of($"What noisy partials are worth, {OverSeeds.Note(seeds, "bars")}", Noises(rows)));
    }

    /// <summary>A line for each number of inputs and wavelength, over the numbers of samples.</summary>
    private static ChartPanel Gains(string title, string label, IReadOnlyList<GainRow> rows, Func<GainRow, double> x) => new(title, Ratio,
    [
        .. from row in rows
           group row by row.Key.Case into line
           let ordered = line.OrderBy(x).ToArray()
           select new ChartSeries(NameOf(line.Key), [.. ordered.Select(x)], [.. ordered.Select(row => row.Value.Mean)]),
    ])
    {
        XLabel = label,
        LogX = true,
        LogY = true,
        Reference = 1,
    };

    private static ChartPanel Errors(RunResults results, GainCase key) => new(NameOf(key), "relative error of the value",
    [
        .. from plan in results.Plans
           where plan.KeyAs<GainKey>().Case == key
           group plan by plan.KeyAs<GainKey>().Method into method
           let samples = method.GroupBy(plan => plan.KeyAs<GainKey>().Samples).OrderBy(seeds => seeds.Key).ToArray()
           select OverSeeds.Line(Configuration.ConfigText.Of(method.Key), samples.Select(seeds => (double)seeds.Key),
               [.. samples.Select(seeds => Interval.OfLogarithms(results.LastOf(seeds, GainExperiment.TestValueError)))]),
    ])
    {
        XLabel = "samples",
        LogX = true,
        LogY = true,
        Reference = 1,
    };

    /// <summary>A panel for each number of inputs and wavelength, a line for each number of samples; no noise has no place on its
    /// axis.</summary>
    private static IReadOnlyList<ChartPanel> Noises(IReadOnlyList<GainRow> rows) => ChartPanel.WithOneRange(
    [
        .. from row in rows
           where row.Key.Case.GradientNoise > 0
           group row by row.Key.Case with { GradientNoise = 0 } into function
           select new ChartPanel(NameOf(function.Key), Ratio,
           [
               .. from row in function
                  group row by row.Key.Samples into samples
                  let ordered = samples.OrderBy(row => row.Key.Case.GradientNoise).ToArray()
                  select OverSeeds.Line($"{samples.Key} samples", ordered.Select(row => row.Key.Case.GradientNoise),
                      [.. ordered.Select(row => row.Value)]),
           ])
           {
               XLabel = "noise of the partials / their root mean square",
               LogX = true,
               LogY = true,
               HasBars = true,
               Reference = 1,
           },
    ]);

    private static string NameOf(GainCase key) => $"{key.Dims} {(key.Dims == 1 ? "input" : "inputs")}, wavelength {Text(key.Wavelength)}";

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
