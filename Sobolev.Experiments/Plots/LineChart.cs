using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A line over x with an optional interval; NaN leaves a gap.</summary>
internal sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Mean)
{
    public IReadOnlyList<double>? Low { get; init; }
    public IReadOnlyList<double>? High { get; init; }
}

/// <summary>One pair of axes and its series; a log axis omits numbers that are not positive.</summary>
internal sealed record ChartPanel(string Title, string YLabel, IReadOnlyList<ChartSeries> Series)
{
    public string XLabel { get; init; } = "";
    public bool LogX { get; init; }
    public bool LogY { get; init; }

    /// <summary>A dashed line at this value, which the axis includes.</summary>
    public double? Reference { get; init; }

    /// <summary>Whether intervals are bars of series that stand side by side, where bands would cover one another; for few x.</summary>
    public bool HasBars { get; init; }

    /// <summary>Series of neighbouring panels that the y axis has room for, so that the panels can be compared.</summary>
    public IReadOnlyList<ChartSeries> Beside { get; init; } = [];

    /// <summary>The same panels with one range of y.</summary>
    public static IReadOnlyList<ChartPanel> WithOneRange(IReadOnlyList<ChartPanel> panels)
    {
        ChartSeries[] all = [.. panels.SelectMany(panel => panel.Series)];
        return [.. panels.Select(panel => panel with { Beside = all })];
    }
}

/// <summary>Line charts side by side under one legend.</summary>
internal static class LineChart
{
    private const int PanelWidth = 560;
    private const int PanelHeight = 440;

    /// <summary>At most three panels a row, each 560 x 440 pixels; a series has one colour in all panels. One without a number is left
    /// out.</summary>
    public static Figure Of(string title, IReadOnlyList<ChartPanel> panels)
    {
        panels = [.. panels.Select(panel => panel with { Series = [.. panel.Series.Where(series => series.Mean.Any(double.IsFinite))] })];
        var columns = Math.Clamp(panels.Count, 1, 3);
        var rows = Math.Max(1, (panels.Count + columns - 1) / columns);
        string[] names = [.. panels.SelectMany(panel => panel.Series).Select(series => series.Name).Distinct()];
        var looks = PlotStyle.Looks(names);
        var page = new ChartPage(title, names, looks, columns * PanelWidth);
        return new Figure(page.Width, page.Top + rows * PanelHeight, Draw);

        void Draw(SKCanvas canvas)
        {
            page.DrawHead(canvas);
            for (var i = 0; i < panels.Count; i++)
            {
                var area = SKRect.Create(i % columns * PanelWidth, page.Top + i / columns * PanelHeight, PanelWidth, PanelHeight);
                area.Inflate(-10, -4);
                ChartAxes.Draw(canvas, area, panels[i], name => looks[Array.IndexOf(names, name)]);
            }
        }
    }
}
