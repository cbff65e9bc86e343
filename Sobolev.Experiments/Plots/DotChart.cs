using ScottPlot;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Dots with intervals, a row for each category: for ratios over functions and the like.</summary>
internal static class DotChart
{
    private const int Width = 900;

    /// <summary>900 pixels wide; the height grows with the categories.</summary>
    public static Figure Of(CategoryChart chart)
    {
        string[] names = [.. chart.Series.Select(series => series.Name)];
        var looks = PlotStyle.Looks(names);
        var page = new ChartPage(chart.Title, names, looks, Width);
        var height = 90 + chart.Categories.Count * Math.Max(44, 20 * chart.Series.Count + 12);
        return new Figure(Width, page.Top + height, canvas =>
        {
            page.DrawHead(canvas);
            ChartAxes.Render(Build(chart, looks), canvas, SKRect.Create(10, page.Top, Width - 24, height - 6));
        });
    }

    private static Plot Build(CategoryChart chart, IReadOnlyList<SeriesLook> looks)
    {
        var plot = ChartAxes.NewPlot("", chart.ValueLabel, "");
        var axis = chart.Axis(fromZero: false);
        ChartAxes.SetAxes(plot, axis, new AxisRange(-chart.Categories.Count + 0.5, 0.5, false));
        plot.Axes.Left.TickGenerator = ChartAxes.Ticks([.. chart.Categories.Select((name, i) => new AxisTick(-i, name))]);
        plot.Axes.Left.TickLabelStyle.FontSize = PlotStyle.LabelSize;
        if (chart.Reference is { } reference && double.IsFinite(axis.Coordinate(reference)))
            PlotLine.AddUpright(plot, axis.Coordinate(reference));
        foreach (var mark in chart.Marks(axis))
        {
            // the series of a category one below the other, in the legend's order
            var y = -mark.Category - 0.7 * ((mark.Series + 0.5) / chart.Series.Count - 0.5);
            var colour = ChartAxes.Of(looks[mark.Series].Colour);
            ChartAxes.AddInterval(plot, (mark.Low, y), (mark.High, y), colour);
            var dot = plot.Add.Scatter(mark.Value, y, colour);
            dot.MarkerSize = 10;
            dot.MarkerShape = looks[mark.Series].Repeat == 0 ? MarkerShape.FilledCircle : MarkerShape.FilledDiamond;
        }
        return plot;
    }
}
