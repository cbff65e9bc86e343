using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>How much a panel of a given size can show.</summary>
internal sealed record SurfaceDetail(int Wires, float WireWidth, float PointRadius, float ArrowWidth)
{
    public static readonly SurfaceDetail Large = new(24, 0.9f, 3.6f, 1.3f);
    public static readonly SurfaceDetail Small = new(15, 0.6f, 1.8f, 0.8f);

    /// <summary>Many points are drawn smaller, or they would hide the surface.</summary>
    public float RadiusFor(int points) => points > 50 ? 0.7f * PointRadius : PointRadius;
}

/// <summary>One panel from back to front: floor, walls, surface; the same at every size.</summary>
internal sealed class SurfacePanelDrawing(PlotDomain domain, ValueScale scale, ArrowScale arrows, SurfaceDetail detail)
{
    /// <summary>The scales that the truth sets for all panels of a function.</summary>
    public static SurfacePanelDrawing For(PlotDomain domain, SurfacePanel truth, SurfaceDetail detail) =>
        new(domain, ValueScale.For(truth.Values.Cast<double>()), ArrowScale.For(truth), detail);

    public ValueScale Scale => scale;

    public void Draw(SKCanvas canvas, SurfaceView view, SurfacePanel panel)
    {
        FloorDrawing.DrawValues(canvas, view, panel.Values, scale);
        FloorDrawing.DrawArrows(canvas, view, panel, domain, arrows, detail.ArrowWidth);
        FloorDrawing.DrawPoints(canvas, view, panel, domain, detail.RadiusFor(panel.Points.Count));
        BoxDrawing.DrawWalls(canvas, view, scale);
        SurfaceDrawing.Draw(canvas, view, panel, domain, scale, detail);
    }
}
