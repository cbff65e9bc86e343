using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The strokes and gaps of a dashed line, as pieces of its path: the same ones in every format of a file.</summary>
/// <remarks>
/// ScottPlot draws with one paint: a path effect would stay there for the texts after the line, and Skia's SVG canvas, which has no
/// path effects, reports each of them on standard error.
/// </remarks>
/// <param name="Stroke">In pixels along the line.</param>
/// <param name="Gap">In the same unit.</param>
internal sealed record Dashes(float Stroke, float Gap)
{
    /// <summary>A value marked by a line across, such as 1 for a ratio.</summary>
    public static readonly Dashes Reference = new(10, 10);

    private static readonly Dashes _dense = new(6, 6);
    private static readonly Dashes _dotted = new(3, 5);

    /// <summary>The dashes of a colour that is used again; null for its first use, a whole line.</summary>
    public static Dashes? Of(SeriesLook look) => (look.Repeat % 3) switch
    {
        0 => null,
        1 => _dense,
        _ => _dotted,
    };

    /// <summary>Draws a line, whole or in dashes.</summary>
    public static void Draw(SKCanvas canvas, SKPath line, Dashes? dashes, SKColor colour, float width)
    {
        using var paint = new SKPaint { Color = colour, StrokeWidth = width, IsStroke = true, IsAntialias = true };
        using var strokes = dashes?.Cut(line);
        canvas.DrawPath(strokes ?? line, paint);
    }

    /// <summary>The strokes of a line; each of its stretches begins with one.</summary>
    public SKPath Cut(SKPath line)
    {
        var strokes = new SKPath();
        using var stretch = new SKPathMeasure(line);
        do
        {
            for (var k = 0; k * (Stroke + Gap) < stretch.Length; k++)
                stretch.GetSegment(k * (Stroke + Gap), k * (Stroke + Gap) + Stroke, strokes, startWithMoveTo: true);
        }
        while (stretch.NextContour());
        return strokes;
    }
}
