using ScottPlot;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Points of one name; NaN leaves a point out.</summary>
internal sealed record PointSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The slope at each point, drawn as a short tangent; NaN draws none.</summary>
    public IReadOnlyList<double>? Slopes { get; init; }

    /// <summary>Some of the points, from the middle of the first stretch.</summary>
    public PointSeries Every(int stretch)
    {
        int[] some = [.. Enumerable.Range(0, X.Count).Where(i => i % stretch == stretch / 2)];
        return new PointSeries(Name, [.. some.Select(i => X[i])], [.. some.Select(i => Y[i])])
        {
            Slopes = Slopes is null ? null : [.. some.Select(i => Slopes[i])],
        };
    }
}

/// <summary>A text beside a point.</summary>
/// <param name="IsLeft">On its left side, where the panel has room there.</param>
internal sealed record PointLabel(double X, double Y, string Text, bool IsLeft);

/// <summary>One pair of axes with points, curves through them, or both.</summary>
internal sealed record ScatterPanel(string Title, string XLabel, string YLabel)
{
    public IReadOnlyList<PointSeries> Points { get; init; } = [];

    public IReadOnlyList<PointSeries> Curves { get; init; } = [];

    /// <summary>Both axes alike, with the line on which y is x.</summary>
    public bool HasDiagonal { get; init; }

    /// <summary>A line at y = 0.</summary>
    public bool HasZero { get; init; }

    /// <summary>Panels of one name share the scale of y and begin a row; null: a scale for this panel alone.</summary>
    public string? ScaleOf { get; init; }

    public IReadOnlyList<PointLabel> Labels { get; init; } = [];
}

/// <summary>Panels of points and curves in rows under one legend: actual against predicted, residuals, profiles.</summary>
internal static class ScatterChart
{
    private const int PanelWidth = 470;
    private const int PanelHeight = 430;
    private const float MarkerSize = 6;
    private const float LabelSize = 12;

    /// <summary>At most three panels a row, each 470 x 430 pixels, a name has one colour in all panels.</summary>
    public static Figure Of(string title, IReadOnlyList<ScatterPanel> panels)
    {
        var rows = panels.GroupBy(panel => panel.ScaleOf).SelectMany(scale => scale.Chunk(ColumnsOf(scale.Count()))).ToArray();
        var columns = rows.Select(row => row.Length).DefaultIfEmpty(1).Max();
        var ranges = panels.Where(panel => panel.ScaleOf is not null).GroupBy(panel => panel.ScaleOf!)
            .ToDictionary(scale => scale.Key, scale => RangeOfY([.. scale]));
        string[] names = [.. panels.SelectMany(panel => panel.Points.Concat(panel.Curves)).Select(series => series.Name).Distinct()];
        var looks = PlotStyle.Looks(names);
        var page = new ChartPage(title, names, looks, Math.Max(700, columns * PanelWidth));
        var width = page.Width / columns;
        return new Figure(page.Width, page.Top + Math.Max(1, rows.Length) * PanelHeight, canvas =>
        {
            page.DrawHead(canvas);
            foreach (var (row, i) in rows.Select((row, i) => (row, i)))
            {
                foreach (var (panel, j) in row.Select((panel, j) => (panel, j)))
                {
                    var area = SKRect.Create(j * width, page.Top + i * PanelHeight, width, PanelHeight);
                    area.Inflate(-10, -4);
                    var y = panel.ScaleOf is { } scale ? ranges[scale] : RangeOfY([panel]);
                    ChartAxes.Render(Build(panel, y, name => looks[Array.IndexOf(names, name)]), canvas, area);
                }
            }
        });
    }

    private static int ColumnsOf(int panels) => panels == 4 ? 2 : Math.Clamp(panels, 1, 3);

    private static AxisRange RangeOfY(IReadOnlyList<ScatterPanel> panels)
    {
        double[] all =
        [
            .. panels.SelectMany(panel => panel.Points.Concat(panel.Curves)).SelectMany(series => series.Y),
            .. panels.Any(panel => panel.HasZero) ? [0.0] : Array.Empty<double>(),
        ];
        return AxisRange.Over(all, log: false, 0.06) ?? new AxisRange(0, 1, false);
    }

    private static Plot Build(ScatterPanel panel, AxisRange y, Func<string, SeriesLook> look)
    {
        var plot = ChartAxes.NewPlot(panel.Title, panel.XLabel, panel.YLabel);
        var all = panel.Points.Concat(panel.Curves).ToArray();
        var x = AxisRange.Over(all.SelectMany(series => series.X), log: false, 0.05) ?? new AxisRange(0, 1, false);
        if (panel.HasDiagonal)
            x = y = new AxisRange(Math.Min(x.Low, y.Low), Math.Max(x.High, y.High), false);
        ChartAxes.SetAxes(plot, x, y);
        if (panel.HasDiagonal)
            AddLine(plot, (x.Low, x.Low), (x.High, x.High), PlotStyle.Faint, 1.5f);
        if (panel.HasZero)
            AddLine(plot, (x.Low, 0), (x.High, 0), PlotStyle.Faint, 1.5f);
        foreach (var series in panel.Curves)
            PlotLine.Add(plot, series.X, series.Y, look(series.Name));
        foreach (var series in panel.Points)
            AddPoints(plot, series, look(series.Name).Colour, x, y);
        foreach (var label in LabelPlaces.Of(panel.Labels, x, y))
            AddLabel(plot, label);
        return plot;
    }

    private static void AddLabel(Plot plot, PlacedLabel label)
    {
        var text = plot.Add.Text(label.Text, label.X, label.Y);
        (text.LabelFontColor, text.LabelFontSize) = (ChartAxes.Of(PlotStyle.Ink), LabelSize);
        (text.LabelAlignment, text.OffsetX) = label.IsRight ? (Alignment.MiddleLeft, MarkerSize) : (Alignment.MiddleRight, -MarkerSize);
    }

    private static void AddPoints(Plot plot, PointSeries series, SKColor colour, AxisRange x, AxisRange y)
    {
        int[] drawn = [.. Enumerable.Range(0, series.X.Count).Where(i => double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]))];
        if (drawn.Length == 0)
            return;
        AddTangents(plot, series, drawn, x, y);
        // points lie on one another: those below show through
        var markers = plot.Add.Markers(drawn.Select(i => series.X[i]).ToArray(), drawn.Select(i => series.Y[i]).ToArray(),
            MarkerShape.FilledCircle, MarkerSize, ChartAxes.Of(colour).WithAlpha(drawn.Length > 60 ? 0.5 : 0.8));
        markers.MarkerStyle.OutlineWidth = 0;
    }

    /// <summary>Tangents of one length on the page, however steep; in ink, since many lie along a curve.</summary>
    private static void AddTangents(Plot plot, PointSeries series, int[] drawn, AxisRange x, AxisRange y)
    {
        if (series.Slopes is not { } slopes)
            return;
        double width = x.High - x.Low, height = y.High - y.Low;
        foreach (var i in drawn.Where(i => double.IsFinite(slopes[i])))
        {
            var slope = slopes[i] * width / height;
            var half = 0.05 / Math.Sqrt(1 + slope * slope) * width;
            AddLine(plot, (series.X[i] - half, series.Y[i] - half * slopes[i]),
                (series.X[i] + half, series.Y[i] + half * slopes[i]), PlotStyle.Ink, 1.4f);
        }
    }

    private static void AddLine(Plot plot, (double X, double Y) from, (double X, double Y) to, SKColor colour, float width)
    {
        var line = plot.Add.Line(from.X, from.Y, to.X, to.Y);
        (line.LineColor, line.LineWidth) = (ChartAxes.Of(colour), width);
    }
}
