using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Colours for numbers: viridis for values (perceptually even), blue-white-red for signed data.</summary>
internal static class ColourMap
{
    private static readonly SKColor[] _viridisSteps = [.. Enumerable.Range(0, 256).Select(i => Convert(i / 255.0))];
    private static readonly SKColor _negative = new(0x1F, 0x5A, 0xA6);
    private static readonly SKColor _positive = new(0xB8, 0x1F, 0x2D);

    /// <summary>Position 0..1; values outside get the colour of the nearer end.</summary>
    public static SKColor Viridis(double position) => _viridisSteps[(int)Math.Round(255 * Math.Clamp(position, 0, 1))];

    /// <summary>Position -1..1, white at 0.</summary>
    public static SKColor Diverging(double position) =>
        Mix(SKColors.White, position < 0 ? _negative : _positive, Math.Min(1, Math.Abs(position)));

    /// <summary>Share 0 gives the one colour, 1 the other.</summary>
    public static SKColor Mix(SKColor one, SKColor other, double share) => new(
        Mix(one.Red, other.Red, share), Mix(one.Green, other.Green, share), Mix(one.Blue, other.Blue, share));

    private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + share * (other - one));

    private static SKColor Convert(double position)
    {
        var colour = new ScottPlot.Colormaps.Viridis().GetColor(position);
        return new SKColor(colour.R, colour.G, colour.B);
    }
}
