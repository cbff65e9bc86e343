using System.Globalization;
using Sobolev.Files;
using Sobolev.Plots;

namespace Sobolev.Benchmarks;

/// <summary>One number of a sweep: what was timed, and the time that the machine's limit allows.</summary>
/// <param name="Series">The line it is on.</param>
/// <param name="X">The size that is swept.</param>
/// <param name="Times">Seconds of each turn.</param>
/// <param name="Limit">Seconds; infinite for none.</param>
internal sealed record ScalingPoint(string Series, double X, Times Times, double Limit);

/// <summary>One panel: how a cost grows with a size.</summary>
internal sealed record ScalingSweep(string Title, string XLabel, string YLabel, double Unit, IReadOnlyList<ScalingPoint> Points);

/// <summary>How costs grow with samples, width, inputs, equations, trials, rows and ranks, as scaling.csv and a picture.</summary>
internal static class ScalingReport
{
    public static void Write(TextWriter output, string folder)
    {
        List<ScalingSweep> sweeps = [];
        foreach (var measure in ScalingSweeps.All)
        {
            sweeps.Add(measure());
            output.WriteLine($"{sweeps[^1].Title}: {sweeps[^1].Points.Count} points");
        }

        if (RankSweep.Measured() is { } ranks)
            sweeps.Add(ranks);
        else
            output.WriteLine("no mpirun here: ranks are left out");

        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "scaling.csv"), string.Join('\n', Lines(sweeps)) + '\n');
        PlotFolder.Fill(folder, new PlotConfig { Format = [PlotFormat.Png, PlotFormat.Svg] }, threads: 1,
            plots => plots.Save("scaling", Drawn(sweeps)));
    }

    private static IEnumerable<string> Lines(IEnumerable<ScalingSweep> sweeps) =>
        sweeps.SelectMany(sweep => sweep.Points.Select(point => string.Create(CultureInfo.InvariantCulture,
            $"{sweep.Title},{point.Series},{point.X},{point.Times.Least:G4},{point.Times.Median:G4},{point.Limit:G4}")))
            .Prepend("sweep,series,x,seconds_least,seconds_median,seconds_limit");

    private static Figure Drawn(IReadOnlyList<ScalingSweep> sweeps) =>
        LineChart.Of("Least times of turns, and the limit of the machine", [.. sweeps.Select(Panel)]);

    private static ChartPanel Panel(ScalingSweep sweep) => new(sweep.Title, sweep.YLabel,
        [.. sweep.Points.GroupBy(point => point.Series).SelectMany(series => Lines(sweep, series.Key, [.. series]))])
    {
        XLabel = sweep.XLabel,
        LogX = true,
        LogY = true,
    };

    private static IEnumerable<ChartSeries> Lines(ScalingSweep sweep, string name, ScalingPoint[] points)
    {
        double[] x = [.. points.Select(point => point.X)];
        yield return new(name, x, [.. points.Select(point => point.Times.Least * sweep.Unit)]);
        if (points.Any(point => double.IsFinite(point.Limit)))
            yield return new($"limit, {name}", x, [.. points.Select(point => point.Limit * sweep.Unit)]);
    }
}
