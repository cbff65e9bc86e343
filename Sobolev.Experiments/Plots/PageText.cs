using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Text on a page.</summary>
internal static class PageText
{
    /// <summary>Text with its anchor at (x, y): y is the vertical middle of the capitals.</summary>
    public static void Text(this SKCanvas canvas, string text, float x, float y, float size, SKTextAlign align, SKColor? colour = null)
    {
        using var font = PlotFont.OfSize(size);
        using var paint = new SKPaint { Color = colour ?? PlotStyle.Ink, IsAntialias = true };
        canvas.DrawText(text, x, y + 0.365f * size, align, font, paint);
    }

    /// <summary>Centred text, made smaller until it fits the width.</summary>
    public static void FittedText(this SKCanvas canvas, string text, float x, float y, float size, float maxWidth)
    {
        var width = TextWidth(text, size);
        canvas.Text(text, x, y, width > maxWidth ? size * maxWidth / width : size, SKTextAlign.Center);
    }

    public static void VerticalText(this SKCanvas canvas, string text, float x, float y, float size)
    {
        canvas.Save();
        canvas.RotateDegrees(-90, x, y);
        canvas.Text(text, x, y, size, SKTextAlign.Center);
        canvas.Restore();
    }

    public static float TextWidth(string text, float size)
    {
        using var font = PlotFont.OfSize(size);
        return font.MeasureText(text);
    }
}
