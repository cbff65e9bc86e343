using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>
/// The camera: domain coordinates u, v in 0..1 and height w (the surface 0..1, the floor below it) to pixels, in mild perspective.
/// </summary>
/// <remarks>The camera is in front (v below 0) and to the right (u above 1): far is small u and large v.</remarks>
internal sealed class SurfaceView
{
    /// <summary>The floor's w: so far below the surface that most of the field is seen.</summary>
    public const double Floor = -0.92;

    private const double Height = 0.72;
    private const double Distance = 6;
    private static readonly (double Sin, double Cos) _turn = Math.SinCos(Math.PI / 6);
    private static readonly (double Sin, double Cos) _tilt = Math.SinCos(31 * Math.PI / 180);

    private readonly double _scale;
    private readonly double _shiftX;
    private readonly double _shiftY;

    /// <summary>Fits the box of surface and floor into the area.</summary>
    public SurfaceView(SKRect area)
    {
        (double X, double Y)[] corners =
        [
            .. from u in (double[])[0, 1] from v in (double[])[0, 1] from w in (double[])[Floor, SurfaceDrawing.LowestHeight,
                SurfaceDrawing.HighestHeight] select Plane(u, v, w),
        ];
        double left = corners.Min(c => c.X), right = corners.Max(c => c.X), top = corners.Min(c => c.Y), bottom = corners.Max(c => c.Y);
        _scale = Math.Min(area.Width / (right - left), area.Height / (bottom - top));
        _shiftX = area.MidX - _scale * (left + right) / 2;
        _shiftY = area.MidY - _scale * (top + bottom) / 2;
    }

    /// <summary>Position of the camera, in the coordinates (u, v, w).</summary>
    public static (double U, double V, double W) Camera { get; } =
        (0.5 + Distance * _tilt.Cos * _turn.Sin, 0.5 - Distance * _tilt.Cos * _turn.Cos, Distance * _tilt.Sin / Height);

    public SKPoint Project(double u, double v, double w)
    {
        var (x, y) = Plane(u, v, w);
        return new SKPoint((float)(_shiftX + _scale * x), (float)(_shiftY + _scale * y));
    }

    private static (double X, double Y) Plane(double u, double v, double w)
    {
        double a = u - 0.5, b = v - 0.5, h = Height * w;
        var near = a * _turn.Sin - b * _turn.Cos;
        var perspective = Distance / (Distance - (near * _tilt.Cos + h * _tilt.Sin));
        return ((a * _turn.Cos + b * _turn.Sin) * perspective, (near * _tilt.Sin - h * _tilt.Cos) * perspective);
    }
}
