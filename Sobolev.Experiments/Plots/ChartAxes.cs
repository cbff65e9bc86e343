using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>One ScottPlot of lines and bands; ScottPlot has no log axis, so coordinates are log10 and the ticks are drawn here.</summary>
internal static class ChartAxes
{
    private const int FewPoints = 12;

    /// <summary>Marks on a line of many points.</summary>
    private const int MarksOnLine = 6;

    private const float MarkSize = 7;

    private static readonly MarkerShape[] _shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp,
    ];

    public static void Draw(SKCanvas canvas, SKRect area, ChartPanel panel, Func<string, SeriesLook> look)
    {
        var plot = NewPlot(panel.Title, panel.XLabel, panel.YLabel);
        var x = AxisRange.Over(panel.Series.SelectMany(series => series.X), panel.LogX, 0.03);
        var values = panel.Series.Concat(panel.Beside).SelectMany(series => DrawnValues(series, panel.LogY));
        var y = AxisRange.Over(panel.Reference is { } line ? values.Append(line) : values, panel.LogY, 0.06);
        SetAxes(plot, x ?? new AxisRange(0, 1, false), y ?? new AxisRange(0, 1, false));
        if (y is not null && panel.Reference is { } reference)
            PlotLine.AddAcross(plot, y.Coordinate(reference));
        if (x is not null && y is not null)
            for (var i = 0; i < panel.Series.Count; i++)
                AddSeries(plot, panel.Series[i], x, y, look(panel.Series[i].Name), panel.HasBars, Aside(panel, x, i));
        Render(plot, canvas, area);
        if (x is null || y is null)
            canvas.Text("no data", area.MidX, area.MidY, PlotStyle.LabelSize, SKTextAlign.Center, PlotStyle.Faint);
    }

    public static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        PlotFont.UseInScottPlot();
        var plot = new Plot();
        plot.Font.Set(PlotFont.Family);
        plot.Axes.Title.Label.Text = title;
        plot.Axes.Title.Label.FontSize = PlotStyle.PanelTitleSize;
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Text = xLabel;
        plot.Axes.Left.Label.Text = yLabel;
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.Label.FontSize = PlotStyle.LabelSize;
            axis.Label.Bold = false;
            axis.Label.ForeColor = Of(PlotStyle.Ink);
            axis.TickLabelStyle.FontSize = PlotStyle.TickSize;
            axis.TickLabelStyle.ForeColor = Of(PlotStyle.Ink);
        }
        plot.Axes.Right.MinimumSize = 28; // half of a number at the axis' end
        plot.Axes.Left.TickLabelStyle.OffsetY = 3; // the font's line box is taller above the digits than below
        plot.Grid.MajorLineColor = Of(PlotStyle.Grid);
        return plot;
    }

    public static void SetAxes(Plot plot, AxisRange x, AxisRange y)
    {
        plot.Axes.Bottom.TickGenerator = Ticks(x.Ticks(5));
        plot.Axes.Left.TickGenerator = Ticks(y.Ticks(6));
        plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
    }

    public static NumericManual Ticks(IReadOnlyList<AxisTick> ticks) => new(
        [.. ticks.Select(tick => tick.Label is null ? Tick.Minor(tick.Position) : Tick.Major(tick.Position, tick.Label))]);

    public static void Render(Plot plot, SKCanvas canvas, SKRect area)
    {
        canvas.Save();
        canvas.ClipRect(area); // ScottPlot clears the whole canvas
        plot.Render(canvas, new PixelRect(area.Left, area.Right, area.Bottom, area.Top));
        canvas.Restore();
    }

    public static Color Of(SKColor colour) => new(colour.Red, colour.Green, colour.Blue);

    public static MarkerShape Shape(SeriesLook look) => _shapes[look.Index % _shapes.Length];

    public static void AddInterval(Plot plot, (double X, double Y) from, (double X, double Y) to, Color colour)
    {
        var line = plot.Add.Line(from.X, from.Y, to.X, to.Y);
        (line.LineColor, line.LineWidth) = (colour, PlotStyle.LineWidth);
    }

    // the interval of a mean of positive numbers can reach below zero: on a log axis it may open at most a decade below the lowest mean
    private static IEnumerable<double> DrawnValues(ChartSeries series, bool log)
    {
        var all = series.Mean.Concat(series.Low ?? []).Concat(series.High ?? []);
        if (!log)
            return all;
        var floor = series.Mean.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(0).Min() / 10;
        return all.Where(value => value >= floor);
    }

    // bars, and dots of series that all have one x, stand side by side, or the last would hide the others
    private static double Aside(ChartPanel panel, AxisRange x, int index)
    {
        var places = panel.Series.SelectMany(series => series.X).Distinct().Count();
        return places > 1 && !panel.HasBars
            ? 0
            : (index - (panel.Series.Count - 1) / 2.0) * Math.Min(0.05, 0.5 / panel.Series.Count) / places * (x.High - x.Low);
    }

    private static void AddSeries(Plot plot, ChartSeries series, AxisRange x, AxisRange y, SeriesLook look, bool hasBars, double aside)
    {
        List<BandPoint>[] runs = [.. Runs(series, x, y, aside)];
        foreach (var run in runs)
        {
            if (series.Low is not null && series.High is not null)
                AddBand(plot, run, Of(look.Colour), hasBars);
            PlotLine.Add(plot, run.Select(point => point.X), run.Select(point => point.Mean), look);
        }

        // a point between two gaps has no line: its mark alone shows it
        BandPoint[] alone = [.. runs.Where(run => run.Count == 1).SelectMany(run => run)];
        AddMarks(plot, alone, look, 9);
        BandPoint[] joined = [.. runs.Where(run => run.Count > 1).SelectMany(run => run)];
        AddMarks(plot, joined.Length <= FewPoints ? joined : Some(joined, look.Index), look, MarkSize);
    }

    private static void AddMarks(Plot plot, IReadOnlyList<BandPoint> points, SeriesLook look, float size)
    {
        var marks = plot.Add.Markers(points.Select(point => point.X).ToArray(), points.Select(point => point.Mean).ToArray(),
            Shape(look), size, Of(look.Colour));
        marks.MarkerStyle.LineWidth = 1.6f;
    }

    /// <summary>Some of many points, of each series others, so that marks of near lines do not hide one another.</summary>
    private static IReadOnlyList<BandPoint> Some(BandPoint[] points, int series)
    {
        var every = Math.Max(1, points.Length / MarksOnLine);
        return [.. points.Where((_, place) => (place - every / 2 - series * Math.Max(1, every / 4)) % every == 0)];
    }

    private static void AddBand(Plot plot, List<BandPoint> run, Color colour, bool hasBars)
    {
        if (run.Count == 1 || hasBars)
        {
            foreach (var point in run)
                AddInterval(plot, (point.X, point.Low), (point.X, point.High), colour);
            return;
        }
        var band = plot.Add.FillY([.. run.Select(p => p.X)], [.. run.Select(p => p.Low)], [.. run.Select(p => p.High)]);
        band.FillColor = colour.WithAlpha(PlotStyle.BandOpacity);
        band.LineWidth = 0;
        band.MarkerSize = 0;
    }

    /// <summary>Stretches without a gap, in axis coordinates.</summary>
    private static IEnumerable<List<BandPoint>> Runs(ChartSeries series, AxisRange x, AxisRange y, double aside)
    {
        var run = new List<BandPoint>();
        for (var i = 0; i < Math.Min(series.X.Count, series.Mean.Count); i++)
        {
            double u = x.Coordinate(series.X[i]) + aside, mean = y.Coordinate(series.Mean[i]);
            if (double.IsFinite(u) && double.IsFinite(mean))
            {
                run.Add(new BandPoint(u, mean, y.Bound(At(series.Low, i), mean), y.Bound(At(series.High, i), mean)));
                continue;
            }
            if (run.Count > 0)
                yield return run;
            run = [];
        }
        if (run.Count > 0)
            yield return run;
    }

    private static double At(IReadOnlyList<double>? bounds, int index) =>
        bounds is null || index >= bounds.Count ? double.NaN : bounds[index];

    private sealed record BandPoint(double X, double Mean, double Low, double High);
}
