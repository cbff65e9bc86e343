using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The colour bar of a value scale, vertical, with true values at its ticks.</summary>
internal static class ColourBar
{
    public static void Draw(SKCanvas canvas, SKRect bar, ValueScale scale, float textSize, double gap = 0.09)
    {
        using var paint = new SKPaint();
        for (var y = 0; y < (int)bar.Height; y++)
        {
            paint.Color = ColourMap.Viridis(1 - (y + 0.5) / bar.Height);
            canvas.DrawRect(bar.Left, bar.Top + y, bar.Width, 1.5f, paint);
        }
        using var line = new SKPaint { Color = PlotStyle.Ink, IsAntialias = true, StrokeWidth = 1, Style = SKPaintStyle.Stroke };
        canvas.DrawRect(bar, line);
        foreach (var tick in scale.Ticks(gap))
        {
            var y = (float)(bar.Bottom - tick.Position * bar.Height);
            canvas.DrawLine(bar.Right, y, bar.Right + 4, y, line);
            canvas.Text(tick.Label!, bar.Right + 8, y, textSize, SKTextAlign.Left);
        }
    }
}
