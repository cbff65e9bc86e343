using SkiaSharp;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>A decoded PNG and the questions that tests ask of its pixels.</summary>
internal sealed class Picture
{
    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private readonly SKColor[] _pixels;

    public Picture(Figure figure)
        : this(figure.Png())
    {
    }

    public Picture(byte[] png)
    {
        Assert.Equal(_signature, png[..8]);
        using var bitmap = SKBitmap.Decode(png);
        (Width, Height, _pixels) = (bitmap.Width, bitmap.Height, bitmap.Pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public SKColor this[int x, int y] => _pixels[y * Width + x];

    public SKRectI All => new(0, 0, Width, Height);

    public IEnumerable<SKColor> Pixels(SKRectI area)
    {
        for (var y = area.Top; y < area.Bottom; y++)
            for (var x = area.Left; x < area.Right; x++)
                yield return this[x, y];
    }

    public int Count(SKRectI area, SKColor colour) => Pixels(area).Count(pixel => pixel == colour);

    /// <summary>Pixels no farther from a colour than a tolerance in each channel.</summary>
    public int CountNear(SKRectI area, SKColor colour, int tolerance) => Pixels(area).Count(pixel =>
        Math.Abs(pixel.Red - colour.Red) <= tolerance && Math.Abs(pixel.Green - colour.Green) <= tolerance
            && Math.Abs(pixel.Blue - colour.Blue) <= tolerance);

    public int CountDark(SKRectI area) => Pixels(area).Count(pixel => pixel.Red + pixel.Green + pixel.Blue < 3 * 0x70);
}
