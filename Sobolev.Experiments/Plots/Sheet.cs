using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A white page of pixels that becomes PNG bytes.</summary>
internal static class Sheet
{
    public static byte[] Draw(int width, int height, Action<SKCanvas> draw)
    {
        var layout = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var surface = SKSurface.Create(layout);
        surface.Canvas.Clear(PlotStyle.Paper);
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>The same page as an SVG image in the coordinates of the pixels, which a browser may scale.</summary>
    public static string Svg(int width, int height, Action<SKCanvas> draw)
    {
        using var stream = new SKDynamicMemoryWStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream))
            draw(canvas);
        using var data = stream.DetachAsData();
        // without a view box a browser that makes the image smaller cuts it
        return System.Text.Encoding.UTF8.GetString(data.AsSpan()).Replace("<svg ", $"<svg viewBox=\"0 0 {width} {height}\" ", StringComparison.Ordinal);
    }

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
