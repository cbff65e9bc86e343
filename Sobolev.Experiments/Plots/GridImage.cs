using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A small image, row by row from the top.</summary>
internal sealed class GridImage
{
    private readonly SKColor[] _pixels;

    private GridImage(int height, int width, bool isSigned, Func<int, int, SKColor> colour)
    {
        (Height, Width, IsSigned, _pixels) = (height, width, isSigned, new SKColor[height * width]);
        for (var i = 0; i < height; i++)
            for (var j = 0; j < width; j++)
                _pixels[i * width + j] = colour(i, j);
    }

    public int Height { get; }

    public int Width { get; }

    public bool IsSigned { get; }

    /// <summary>Brightness [row, column] in 0..1.</summary>
    public static GridImage Grey(double[,] brightness) => new(brightness.GetLength(0), brightness.GetLength(1), false, (i, j) =>
        double.IsNaN(brightness[i, j]) ? PlotStyle.Unknown : Rgb(brightness[i, j], brightness[i, j], brightness[i, j]));

    /// <summary>Red, green and blue [row, column, channel] in 0..1.</summary>
    public static GridImage Colour(double[,,] channels) => new(channels.GetLength(0), channels.GetLength(1), false, (i, j) =>
        double.IsNaN(channels[i, j, 0] + channels[i, j, 1] + channels[i, j, 2])
            ? PlotStyle.Unknown : Rgb(channels[i, j, 0], channels[i, j, 1], channels[i, j, 2]));

    /// <summary>
    /// Signed data [row, column] such as saliency: white is zero, full colour the limit, or else the image's greatest magnitude.
    /// </summary>
    public static GridImage Signed(double[,] data, double? limit = null)
    {
        var full = limit ?? data.Cast<double>().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return new GridImage(data.GetLength(0), data.GetLength(1), true, (i, j) =>
            double.IsNaN(data[i, j]) ? PlotStyle.Unknown : ColourMap.Diverging(full > 0 ? Math.Clamp(data[i, j] / full, -1, 1) : 0));
    }

    public void Draw(SKCanvas canvas, SKRect area)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul)) { Pixels = _pixels };
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, area, new SKSamplingOptions(SKFilterMode.Nearest));
        area.Inflate(0.5f, 0.5f);
        using var frame = new SKPaint { Color = PlotStyle.Faint, Style = SKPaintStyle.Stroke, StrokeWidth = 1 };
        canvas.DrawRect(area, frame);
    }

    private static SKColor Rgb(double red, double green, double blue) => new(Byte(red), Byte(green), Byte(blue));

    private static byte Byte(double share) => (byte)Math.Round(255 * Math.Clamp(share, 0, 1));
}
