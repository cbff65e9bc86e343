using ScottPlot;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Bars with intervals, a group for each category; on a log axis the bars start at the axis' edge.</summary>
internal static class BarChart
{
    private const int Height = 460;

    /// <summary>Wide enough for every category's name.</summary>
    public static Figure Of(CategoryChart chart)
    {
        string[] names = [.. chart.Series.Select(series => series.Name)];
        var looks = PlotStyle.Looks(names);
        var slot = chart.Categories.Select(name => PageText.TextWidth(name, PlotStyle.LabelSize) + 24)
            .Append(26 * chart.Series.Count + 24).Max();
        var width = (int)Math.Max(640, 120 + slot * chart.Categories.Count);
        var page = new ChartPage(chart.Title, names, looks, width);
        return new Figure(width, page.Top + Height, canvas =>
        {
            page.DrawHead(canvas);
            ChartAxes.Render(Build(chart, looks), canvas, SKRect.Create(10, page.Top, width - 24, Height - 8));
        });
    }

    private static Plot Build(CategoryChart chart, IReadOnlyList<SeriesLook> looks)
    {
        var plot = ChartAxes.NewPlot("", "", chart.ValueLabel);
        var axis = chart.Axis(fromZero: true);
        ChartAxes.SetAxes(plot, new AxisRange(-0.5, Math.Max(1, chart.Categories.Count) - 0.5, false), axis);
        plot.Axes.Bottom.TickGenerator = ChartAxes.Ticks([.. chart.Categories.Select((name, i) => new AxisTick(i, name))]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = PlotStyle.LabelSize;
        var size = 0.8 / Math.Max(1, chart.Series.Count);
        foreach (var mark in chart.Marks(axis))
        {
            var x = mark.Category + size * (mark.Series - (chart.Series.Count - 1) / 2.0);
            plot.Add.Bar(new Bar
            {
                Position = x,
                Value = mark.Value,
                ValueBase = axis.IsLog ? axis.Low : 0,
                Size = 0.92 * size,
                FillColor = ChartAxes.Of(looks[mark.Series].Colour).WithAlpha(looks[mark.Series].Repeat == 0 ? 1 : 0.55),
                LineWidth = 0,
            });
            ChartAxes.AddInterval(plot, (x, mark.Low), (x, mark.High), ChartAxes.Of(PlotStyle.Ink));
        }
        if (chart.Reference is { } reference && double.IsFinite(axis.Coordinate(reference)))
            PlotLine.AddAcross(plot, axis.Coordinate(reference));
        return plot;
    }
}
