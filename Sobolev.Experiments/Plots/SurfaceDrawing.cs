using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Draws the surface of a panel cell by cell from back to front, then the training points that are not hidden.</summary>
/// <remarks>For a height field seen from outside its box the order of grid lines is exact: a cell can only hide cells behind it.</remarks>
internal static class SurfaceDrawing
{
    /// <summary>How far below and above the truth's range a model is still drawn; beyond, it is cut off flat.</summary>
    public const double LowestHeight = -0.06;
    public const double HighestHeight = 1.06;

    private static readonly SKColor _wire = new(0x10, 0x10, 0x10, 0x55);

    public static void Draw(SKCanvas canvas, SurfaceView view, SurfacePanel panel, PlotDomain domain,
        ValueScale scale, SurfaceDetail detail)
    {
        var surface = new HeightField(panel.Values, scale);
        using var fill = new SKPaint { IsAntialias = true, Style = SKPaintStyle.StrokeAndFill, StrokeWidth = 0.6f };
        using var wire = new SKPaint { IsAntialias = true, Color = _wire, StrokeWidth = detail.WireWidth };
        int everyX = Spacing(surface.Nx, detail.Wires), everyY = Spacing(surface.Ny, detail.Wires);
        for (var i = 0; i < surface.Nx; i++)
            for (var j = surface.Ny - 1; j >= 0; j--)
            {
                if (!surface.IsWhole(i, j))
                    continue;
                FillCell(canvas, view, surface, i, j, fill);
                if (i % everyX == 0)
                    DrawEdge(canvas, view, surface, (i, j), (i, j + 1), wire);
                if (j % everyY == 0)
                    DrawEdge(canvas, view, surface, (i, j), (i + 1, j), wire);
            }
        DrawPoints(canvas, view, surface, panel, domain, scale, detail.RadiusFor(panel.Points.Count));
    }

    /// <summary>Whether some value lies so far outside the truth's range that it is cut off.</summary>
    public static bool CutsOff(SurfacePanel panel, ValueScale scale) =>
        panel.Values.Cast<double>().Any(value => scale.Position(value) is < LowestHeight or > HighestHeight);

    public static double Height(double position) => Math.Clamp(position, LowestHeight, HighestHeight);

    /// <summary>A red dot with a white rim.</summary>
    public static void Mark(SKCanvas canvas, SKPoint at, float radius)
    {
        using var rim = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var core = new SKPaint { Color = PlotStyle.TrainingPoint, IsAntialias = true };
        canvas.DrawCircle(at, radius * 1.35f, rim);
        canvas.DrawCircle(at, radius, core);
    }

    private static int Spacing(int cells, int wires) => Math.Max(1, (int)Math.Round(cells / (double)wires));

    // where the cut goes through a cell, smaller pieces keep its edge smooth
    private static void FillCell(SKCanvas canvas, SurfaceView view, HeightField surface, int i, int j, SKPaint fill)
    {
        var pieces = surface.IsCut(i, j) ? 5 : 1;
        for (var a = 0; a < pieces; a++)
            for (var b = pieces - 1; b >= 0; b--)
            {
                double x0 = i + a / (double)pieces, x1 = i + (a + 1.0) / pieces, y0 = j + b / (double)pieces, y1 = j + (b + 1.0) / pieces;
                double w00 = surface.At(x0, y0), w10 = surface.At(x1, y0), w11 = surface.At(x1, y1), w01 = surface.At(x0, y1);
                using var path = new SKPath();
                path.AddPoly([surface.Pixel(view, x0, y0, w00), surface.Pixel(view, x1, y0, w10), surface.Pixel(view, x1, y1, w11),
                    surface.Pixel(view, x0, y1, w01)]);
                fill.Color = ColourMap.Viridis((w00 + w10 + w11 + w01) / 4);
                canvas.DrawPath(path, fill);
            }
    }

    private static void DrawEdge(SKCanvas canvas, SurfaceView view, HeightField surface, (int I, int J) from,
        (int I, int J) to, SKPaint wire) =>
        canvas.DrawLine(
            surface.Pixel(view, from.I, from.J, surface.At(from.I, from.J)),
            surface.Pixel(view, to.I, to.J, surface.At(to.I, to.J)), wire);

    private static void DrawPoints(
        SKCanvas canvas, SurfaceView view, HeightField surface, SurfacePanel panel, PlotDomain domain, ValueScale scale, float radius)
    {
        foreach (var point in panel.Points)
        {
            var (u, v) = domain.Unit(point.X, point.Y);
            var w = Height(scale.Position(point.F));
            if (u is >= 0 and <= 1 && v is >= 0 and <= 1 && double.IsFinite(w) && !surface.Hides(u, v, w))
                Mark(canvas, view.Project(u, v, w), radius);
        }
    }
}
