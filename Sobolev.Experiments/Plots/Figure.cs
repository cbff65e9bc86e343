using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A picture on white paper before it has a file format.</summary>
/// <param name="Width">In pixels, 96 to the inch.</param>
/// <param name="Height">In the same unit.</param>
/// <param name="Draw">Draws it in these coordinates.</param>
internal sealed partial record Figure(int Width, int Height, Action<SKCanvas> Draw)
{
    private const double PointsPerPixel = 0.75;

    /// <param name="format">The format of the file.</param>
    /// <param name="scale">The factor by which the picture is larger than its own size.</param>
    /// <returns>The bytes of a file; the same figure gives the same bytes.</returns>
    public byte[] In(PlotFormat format, double scale) => format switch
    {
        PlotFormat.Png => Png(scale),
        PlotFormat.Svg => Encoding.UTF8.GetBytes(Svg(scale)),
        PlotFormat.Pdf => Pdf(scale),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>Pixels, as many as the size times the scale.</summary>
    public byte[] Png(double scale = 1)
    {
        var layout =
            new SKImageInfo((int)Math.Round(Width * scale), (int)Math.Round(Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(layout) ?? throw NoMemory(layout);
        surface.Canvas.Clear(PlotStyle.Paper);
        surface.Canvas.Scale((float)scale);
        Draw(surface.Canvas);
        using var pixels = surface.PeekPixels();
        // this filter takes half of the time of trying them all on each row, and the files are as small
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Up, zLibLevel: 6)) ?? throw NoMemory(layout);
        return png.ToArray();
    }

    private static SobolevException NoMemory(SKImageInfo layout) => new(ExitCode.OutOfResources,
        $"a picture of {layout.Width} x {layout.Height} pixels: no memory for it; use a smaller plots.scale");

    /// <summary>An SVG element that a browser may scale.</summary>
    public string Svg(double scale = 1)
    {
        using var stream = new SKDynamicMemoryWStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
        {
            canvas.Clear(PlotStyle.Paper);
            Draw(canvas);
        }

        using var data = stream.DetachAsData();
        // without a view box a browser that makes the image smaller cuts it
        var size = string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width * scale}\" "
            + $"height=\"{Height * scale}\" ");
        var numbers = new Dictionary<string, string>();
        return Name().Replace(Encoding.UTF8.GetString(data.AsSpan()), name => Numbered(name.Value, numbers))
            .Replace($" width=\"{Width}\" height=\"{Height}\"", "", StringComparison.Ordinal)
            .Replace("<svg ", size, StringComparison.Ordinal);
    }

    /// <summary>The names of clips and images, which Skia numbers through a whole process, numbered in each file.</summary>
    private static string Numbered(string name, Dictionary<string, string> numbers)
    {
        if (!numbers.TryGetValue(name, out var own))
            numbers[name] = own = $"{name.Split('_')[0]}_{numbers.Count}";
        return own;
    }

    [GeneratedRegex("(?<=id=\"|href=\"#|url\\(#)[a-z]+_[0-9a-f]+")]
    private static partial Regex Name();

    private byte[] Pdf(double scale)
    {
        using var stream = new SKDynamicMemoryWStream();
        // without a date, so that the bytes depend on the picture alone
        using (var document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata { Creation = null, Modified = null }))
        {
            var factor = scale * PointsPerPixel;
            using var canvas = document.BeginPage((float)(Width * factor), (float)(Height * factor));
            canvas.Scale((float)factor);
            Draw(canvas);
            document.EndPage();
            document.Close();
        }

        using var data = stream.DetachAsData();
        return data.ToArray();
    }
}
