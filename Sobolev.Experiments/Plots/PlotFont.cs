using ScottPlot;
using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The one font of all pictures, shipped inside the assembly: a bare server has no fonts, and would draw text as boxes.</summary>
internal static class PlotFont
{
    public const string Family = "DejaVu Sans";

    // Skia hands out references to one immutable, thread-safe typeface
    private static readonly Lazy<SKData> _data = new(Load);
    private static readonly Lazy<SKTypeface> _typeface = new(() => SKTypeface.FromData(_data.Value));
    private static readonly Lazy<bool> _knownToScottPlot = new(Register);

    /// <summary>A font of the given height in pixels, without hinting, so that every machine draws the same pixels.</summary>
    public static SKFont OfSize(float pixels) => new(_typeface.Value, pixels)
    {
        Hinting = SKFontHinting.None,
        Subpixel = true,
        Edging = SKFontEdging.Antialias,
    };

    /// <summary>Makes ScottPlot draw with this font; call before a Plot is made.</summary>
    public static void UseInScottPlot() => _ = _knownToScottPlot.Value;

    private static bool Register()
    {
        Fonts.FontResolvers.Insert(0, new EmbeddedFont());
        Fonts.Default = Family;
        return true;
    }

    private static SKData Load()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")
            ?? throw new InvalidOperationException(
                "The font DejaVuSans.ttf is missing from the assembly; build Sobolev.Experiments again.");
        return SKData.Create(stream);
    }

    private sealed class EmbeddedFont : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Family ? SKTypeface.FromData(_data.Value) : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName == Family ? SKTypeface.FromData(_data.Value) : null;
    }
}
