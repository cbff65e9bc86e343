using System.Numerics;
using System.Runtime.InteropServices;

namespace Sobolev.Arcade;

/// <summary>Drawing on a screen of 84x84 grey levels, row by row; points outside are ignored.</summary>
internal static class Canvas
{
    public const int Side = 84;
    public const int Pixels = Side * Side;

    public static void Box(Span<byte> grey, int x, int y, int width, int height, byte level)
    {
        var (left, right) = (Math.Max(0, x), Math.Min(Side, x + width));
        if (left >= right)
            return;
        for (var j = Math.Max(0, y); j < Math.Min(Side, y + height); j++)
            grey.Slice(j * Side + left, right - left).Fill(level);
    }

    /// <summary>A box around a centre, on the grid of pixels.</summary>
    public static void Centred(Span<byte> grey, double x, double y, int width, int height, byte level) =>
        Box(grey, (int)Math.Floor(x - width / 2.0 + 0.5), (int)Math.Floor(y - height / 2.0 + 0.5), width, height, level);

    /// <summary>A picture of bits, a row a byte, the highest of <paramref name="width"/> bits leftmost.</summary>
    public static void Sprite(Span<byte> grey, int x, int y, int width, ReadOnlySpan<byte> rows, byte level)
    {
        for (var j = 0; j < rows.Length; j++)
        {
            for (var i = 0; i < width; i++)
            {
                if ((rows[j] >> (width - 1 - i) & 1) == 1 && (uint)(x + i) < Side && (uint)(y + j) < Side)
                    grey[(y + j) * Side + x + i] = level;
            }
        }
    }

    /// <summary>Small marks side by side: points or lives.</summary>
    public static void Marks(Span<byte> grey, int x, int y, int count, byte level)
    {
        for (var k = 0; k < count; k++)
            Box(grey, x + 3 * k, y, 2, 3, level);
    }

    /// <summary>The maximum of both, pixel by pixel, into <paramref name="grey"/>.</summary>
    public static void Brighten(Span<byte> grey, ReadOnlySpan<byte> other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(grey.Length, other.Length);
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(grey);
        var wideOther = MemoryMarshal.Cast<byte, Vector<byte>>(other);
        for (var i = 0; i < wide.Length; i++)
            wide[i] = Vector.Max(wide[i], wideOther[i]);
        for (var i = wide.Length * Vector<byte>.Count; i < grey.Length; i++)
            grey[i] = Math.Max(grey[i], other[i]);
    }
}
