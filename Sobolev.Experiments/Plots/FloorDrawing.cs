using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The floor under a surface: its values as pale colours, its gradient field as arrows uphill, the training points.</summary>
internal static class FloorDrawing
{
    private const double Paleness = 0.5;

    // of the spacing of the arrows, so that neighbours never touch
    private const double LongestArrow = 0.92;

    public static void DrawValues(SKCanvas canvas, SurfaceView view, double[,] values, ValueScale scale)
    {
        int nx = values.GetLength(0) - 1, ny = values.GetLength(1) - 1;
        using var fill = new SKPaint { IsAntialias = true, Style = SKPaintStyle.StrokeAndFill, StrokeWidth = 0.6f };
        for (var i = 0; i < nx; i++)
            for (var j = 0; j < ny; j++)
            {
                var position = (Clamped(i, j) + Clamped(i + 1, j) + Clamped(i, j + 1) + Clamped(i + 1, j + 1)) / 4;
                if (double.IsNaN(position))
                    continue;
                fill.Color = ColourMap.Mix(ColourMap.Viridis(position), SKColors.White, Paleness);
                Quad(canvas, view, i / (double)nx, (i + 1.0) / nx, j / (double)ny, (j + 1.0) / ny, fill);
            }

        double Clamped(int i, int j) => SurfaceDrawing.Height(scale.Position(values[i, j]));
    }

    /// <summary>
    /// Arrows centred on their points; the direction is that of the displacement (df/dx, df/dy) in the data's own coordinates.
    /// </summary>
    public static void DrawArrows(SKCanvas canvas, SurfaceView view, SurfacePanel panel, PlotDomain domain, ArrowScale lengths, float width)
    {
        int nx = panel.GradientX.GetLength(0), ny = panel.GradientX.GetLength(1);
        using var line = new SKPaint { Color = PlotStyle.Ink, IsAntialias = true, StrokeWidth = width, StrokeCap = SKStrokeCap.Round };
        for (var i = 0; i < nx; i++)
            for (var j = 0; j < ny; j++)
            {
                double gx = panel.GradientX[i, j], gy = panel.GradientY[i, j];
                double du = gx / (domain.X1 - domain.X0), dv = gy / (domain.Y1 - domain.Y0);
                var norm = Math.Sqrt(du * du + dv * dv);
                if (!(norm > 0) || !double.IsFinite(norm))
                    continue;
                var length = LongestArrow / Math.Max(nx, ny) * lengths.Length(Math.Sqrt(gx * gx + gy * gy));
                if (length > 0)
                    Arrow(canvas, view, (i + 0.5) / nx, (j + 0.5) / ny, du / norm, dv / norm, length, line);
            }
    }

    public static void DrawPoints(SKCanvas canvas, SurfaceView view, SurfacePanel panel, PlotDomain domain, float radius)
    {
        foreach (var point in panel.Points)
        {
            var (u, v) = domain.Unit(point.X, point.Y);
            if (u is >= 0 and <= 1 && v is >= 0 and <= 1)
                SurfaceDrawing.Mark(canvas, view.Project(u, v, SurfaceView.Floor), radius);
        }
    }

    private static void Quad(SKCanvas canvas, SurfaceView view, double u0, double u1, double v0, double v1, SKPaint paint)
    {
        using var path = new SKPath();
        path.AddPoly(
        [
            view.Project(u0, v0, SurfaceView.Floor), view.Project(u1, v0, SurfaceView.Floor),
            view.Project(u1, v1, SurfaceView.Floor), view.Project(u0, v1, SurfaceView.Floor),
        ]);
        canvas.DrawPath(path, paint);
    }

    // the head lies on the floor too: two strokes back from the tip, a third of the length, 28 degrees to each side
    private static void Arrow(SKCanvas canvas, SurfaceView view, double u, double v, double du, double dv, double length, SKPaint line)
    {
        double tipU = u + du * length / 2, tipV = v + dv * length / 2;
        var tip = view.Project(tipU, tipV, SurfaceView.Floor);
        canvas.DrawLine(view.Project(u - du * length / 2, v - dv * length / 2, SurfaceView.Floor), tip, line);
        foreach (var side in (double[])[0.53, -0.53])
        {
            var back = 0.38 * length;
            var headU = tipU - back * (du - side * dv);
            var headV = tipV - back * (dv + side * du);
            canvas.DrawLine(tip, view.Project(headU, headV, SurfaceView.Floor), line);
        }
    }
}
