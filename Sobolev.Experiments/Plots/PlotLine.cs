using ScottPlot;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A line through points in axis coordinates, whole or dashed; a point that is not finite interrupts it.</summary>
internal sealed class PlotLine(IReadOnlyList<Coordinates> points, SKColor colour, float width, Dashes? dashes) : IPlottable
{
    private const float ReferenceWidth = 1.5f;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    /// <summary>Adds the line of a series.</summary>
    public static void Add(Plot plot, IEnumerable<double> x, IEnumerable<double> y, SeriesLook look) => plot.Add.Plottable(
        new PlotLine([.. x.Zip(y, (u, v) => new Coordinates(u, v))], look.Colour, PlotStyle.LineWidth, Dashes.Of(look)));

    /// <summary>Adds a faint line from the left of the axes to the right.</summary>
    public static void AddAcross(Plot plot, double y)
    {
        var limits = plot.Axes.GetLimits();
        AddReference(plot, new Coordinates(limits.Left, y), new Coordinates(limits.Right, y));
    }

    /// <summary>Adds a faint line from the bottom of the axes to the top.</summary>
    public static void AddUpright(Plot plot, double x)
    {
        var limits = plot.Axes.GetLimits();
        AddReference(plot, new Coordinates(x, limits.Bottom), new Coordinates(x, limits.Top));
    }

    /// <summary>None: the charts set the limits of their axes.</summary>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    public void Render(RenderPack rp)
    {
        using var line = new SKPath();
        var isInterrupted = true;
        foreach (var pixel in points.Select(point => Axes.GetPixel(point)))
        {
            var isDrawn = float.IsFinite(pixel.X) && float.IsFinite(pixel.Y);
            if (isDrawn && isInterrupted)
                line.MoveTo(pixel.X, pixel.Y);
            else if (isDrawn)
                line.LineTo(pixel.X, pixel.Y);
            isInterrupted = !isDrawn;
        }

        Dashes.Draw(rp.Canvas, line, dashes, colour, width);
    }

    private static void AddReference(Plot plot, Coordinates from, Coordinates to) =>
        plot.Add.Plottable(new PlotLine([from, to], PlotStyle.Faint, ReferenceWidth, Dashes.Reference));
}
