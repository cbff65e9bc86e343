using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The box around a surface: the two back walls with grid lines, and the axes with their numbers.</summary>
internal static class BoxDrawing
{
    private const double TickLength = 0.025;
    private const double TickGap = 0.15;

    public static void DrawWalls(SKCanvas canvas, SurfaceView view, ValueScale scale)
    {
        using var wall = new SKPaint { Color = new SKColor(0xF6, 0xF6, 0xF6), IsAntialias = true };
        using var grid = new SKPaint { Color = new SKColor(0xD0, 0xD0, 0xD0), IsAntialias = true, StrokeWidth = 0.8f };
        using (var path = new SKPath())
        {
            path.AddPoly([view.Project(0, 0, 0), view.Project(0, 1, 0), view.Project(1, 1, 0), view.Project(1, 1, 1),
                view.Project(0, 1, 1), view.Project(0, 0, 1)]);
            canvas.DrawPath(path, wall);
        }
        foreach (var w in (double[])[0, .. scale.Ticks(TickGap).Select(tick => tick.Position), 1])
            WallLine(canvas, view, w, grid);
        foreach (var (u, v) in (ReadOnlySpan<(double, double)>)[(0, 0), (0, 1), (1, 1)])
            canvas.DrawLine(view.Project(u, v, SurfaceView.Floor), view.Project(u, v, 1), grid);
    }

    public static void DrawAxes(SKCanvas canvas, SurfaceView view, PlotDomain domain, ValueScale scale, float textSize)
    {
        using var line = new SKPaint { Color = PlotStyle.Ink, IsAntialias = true, StrokeWidth = 1.1f };
        foreach (var tick in AxisTicks.Linear(domain.X0, domain.X1, 4))
            FloorTick(canvas, view, (tick.Position - domain.X0) / (domain.X1 - domain.X0), 0, 0, -1, tick.Label!, textSize, line);
        foreach (var tick in AxisTicks.Linear(domain.Y0, domain.Y1, 4))
            FloorTick(canvas, view, 1, (tick.Position - domain.Y0) / (domain.Y1 - domain.Y0), 1, 0, tick.Label!, textSize, line);
        foreach (var tick in scale.Ticks(TickGap))
        {
            var at = view.Project(0, 0, tick.Position);
            canvas.DrawLine(at, at - new SKPoint(5, 0), line);
            canvas.Text(tick.Label!, at.X - 9, at.Y, textSize, SKTextAlign.Right);
        }
        canvas.DrawLine(view.Project(0, 0, SurfaceView.Floor), view.Project(1, 0, SurfaceView.Floor), line);
        canvas.DrawLine(view.Project(1, 0, SurfaceView.Floor), view.Project(1, 1, SurfaceView.Floor), line);
        canvas.DrawLine(view.Project(0, 0, 0), view.Project(0, 0, 1), line);
        Name(canvas, "x", view.Project(0.5, -0.2, SurfaceView.Floor), textSize);
        Name(canvas, "y", view.Project(1.2, 0.5, SurfaceView.Floor), textSize);
        var top = view.Project(0, 0, 1);
        Name(canvas, "f", new SKPoint(top.X - 14, top.Y - 20), textSize);
    }

    /// <summary>The outline of the floor, for panels too small for axes.</summary>
    public static void DrawFloorEdge(SKCanvas canvas, SurfaceView view)
    {
        using var line = new SKPaint { Color = PlotStyle.Faint, IsAntialias = true, StrokeWidth = 0.8f, Style = SKPaintStyle.Stroke };
        using var path = new SKPath();
        path.AddPoly([view.Project(0, 0, SurfaceView.Floor), view.Project(1, 0, SurfaceView.Floor), view.Project(1, 1, SurfaceView.Floor),
            view.Project(0, 1, SurfaceView.Floor)]);
        canvas.DrawPath(path, line);
    }

    private static void WallLine(SKCanvas canvas, SurfaceView view, double w, SKPaint paint)
    {
        canvas.DrawLine(view.Project(0, 0, w), view.Project(0, 1, w), paint);
        canvas.DrawLine(view.Project(0, 1, w), view.Project(1, 1, w), paint);
    }

    // a short stroke outwards, (du, dv), with its number behind it
    private static void FloorTick(SKCanvas canvas, SurfaceView view, double u, double v, double du, double dv, string label,
        float size, SKPaint line)
    {
        canvas.DrawLine(view.Project(u, v, SurfaceView.Floor),
            view.Project(u + TickLength * du, v + TickLength * dv, SurfaceView.Floor), line);
        var at = view.Project(u + 0.085 * du, v + 0.085 * dv, SurfaceView.Floor);
        canvas.Text(label, at.X, at.Y, size, SKTextAlign.Center);
    }

    private static void Name(SKCanvas canvas, string name, SKPoint at, float size) =>
        canvas.Text(name, at.X, at.Y, size + 3, SKTextAlign.Center);
}
