using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A panel's values as heights 0..1 of its box; x and y count grid cells.</summary>
internal sealed class HeightField
{
    // far outside the box, yet finite, so that a cut cell can be interpolated
    private const double Far = 4;

    // a point this close to the surface lies on it
    private const double Touching = 0.025;

    private readonly double[,] _heights;

    public HeightField(double[,] values, ValueScale scale)
    {
        (Nx, Ny) = (values.GetLength(0) - 1, values.GetLength(1) - 1);
        _heights = new double[Nx + 1, Ny + 1];
        for (var i = 0; i <= Nx; i++)
            for (var j = 0; j <= Ny; j++)
                _heights[i, j] = Math.Clamp(scale.Position(values[i, j]), -Far, Far);
    }

    public int Nx { get; }

    public int Ny { get; }

    /// <summary>False where a corner is NaN: the surface has a hole there.</summary>
    public bool IsWhole(int i, int j) => !double.IsNaN(_heights[i, j] + _heights[i + 1, j] + _heights[i, j + 1] + _heights[i + 1, j + 1]);

    /// <summary>Whether the cut at the top or bottom of the box goes through the cell.</summary>
    public bool IsCut(int i, int j)
    {
        ReadOnlySpan<double> corners = [_heights[i, j], _heights[i + 1, j], _heights[i, j + 1], _heights[i + 1, j + 1]];
        double low = Math.Min(Math.Min(corners[0], corners[1]), Math.Min(corners[2], corners[3]));
        double high = Math.Max(Math.Max(corners[0], corners[1]), Math.Max(corners[2], corners[3]));
        return (low < SurfaceDrawing.LowestHeight && high > SurfaceDrawing.LowestHeight)
            || (low < SurfaceDrawing.HighestHeight && high > SurfaceDrawing.HighestHeight);
    }

    /// <summary>The height as drawn, bilinear within a cell.</summary>
    public double At(double x, double y)
    {
        int i = Math.Clamp((int)x, 0, Nx - 1), j = Math.Clamp((int)y, 0, Ny - 1);
        double a = x - i, b = y - j;
        return SurfaceDrawing.Height(
            (1 - a) * ((1 - b) * _heights[i, j] + b * _heights[i, j + 1])
                + a * ((1 - b) * _heights[i + 1, j] + b * _heights[i + 1, j + 1]));
    }

    public SKPoint Pixel(SurfaceView view, double x, double y, double height) => view.Project(x / Nx, y / Ny, height);

    /// <summary>Whether the line of sight from a point to the camera goes through the surface.</summary>
    public bool Hides(double u, double v, double w)
    {
        var camera = SurfaceView.Camera;
        var first = 0;
        const int Steps = 400;
        // the box is crossed within a quarter of the way to the camera
        for (var k = 0; k <= Steps; k++)
        {
            var t = 0.3 * k / Steps;
            double x = u + t * (camera.U - u), y = v + t * (camera.V - v), ray = w + t * (camera.W - w);
            if (x is < 0 or > 1 || y is < 0 or > 1)
                return false;
            var above = ray - At(x * Nx, y * Ny);
            if (double.IsNaN(above) || Math.Abs(above) < Touching)
                continue;
            var side = Math.Sign(above);
            if (first == 0)
                first = side;
            else if (side != first)
                return true;
        }
        return false;
    }
}
