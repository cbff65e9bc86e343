using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sobolev.Data;

/// <summary>
/// A rectangle of an image resized to a square, between the four nearest pixels; where more than a factor of two is left, after averaging
/// over squares of two by two. Weights are in 256ths.
/// </summary>
/// <remarks>
/// Skia's own resizing takes four times as long: a row is blended from two in vectors, then each pixel from two of it, all four bytes of a
/// pixel in one multiplication.
/// </remarks>
internal sealed class BilinearCut
{
    private const uint Odd = 0x00FF_00FF;

    private byte[] _row = [];
    private (int Left, int Right, uint Weight)[] _columns = [];

    /// <param name="rgba">(height, width, 4); may be overwritten.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="cut">Region of the image.</param>
    /// <param name="side">Side of the square.</param>
    /// <param name="rgb">(side, side, 3), written.</param>
    public void Apply(Span<byte> rgba, int width, int height, Cut cut, int side, Span<byte> rgb)
    {
        while (cut.Width > 2 * side && cut.Height > 2 * side && width > 1 && height > 1)
        {
            Halve(rgba, ref width, ref height);
            cut = new Cut(cut.Left / 2, cut.Top / 2, cut.Width / 2, cut.Height / 2, cut.Mirrored);
        }

        if (_row.Length < width * 4)
            _row = new byte[width * 4];
        if (_columns.Length != side)
            _columns = new (int, int, uint)[side];
        for (var column = 0; column < side; column++)
            _columns[cut.Mirrored ? side - 1 - column : column] = Neighbours(cut.Left, cut.Width, column, side, width);
        var (begin, end) = (Math.Min(_columns[0].Left, _columns[^1].Left) * 4, (Math.Max(_columns[0].Right, _columns[^1].Right) + 1) * 4);
        for (var row = 0; row < side; row++)
        {
            var (upper, lower, weight) = Neighbours(cut.Top, cut.Height, row, side, height);
            Blend(rgba.Slice(upper * width * 4, width * 4)[begin..end], rgba.Slice(lower * width * 4, width * 4)[begin..end], weight,
                _row.AsSpan(begin, end - begin));
            Take(MemoryMarshal.Cast<byte, uint>(_row.AsSpan(0, width * 4)), rgb.Slice(row * side * 3, side * 3));
        }
    }

    /// <summary>The two pixels that a pixel of the square lies between, and the weight of the second.</summary>
    private static (int First, int Second, uint Weight) Neighbours(double begin, double length, int index, int side, int count)
    {
        var place = Math.Clamp(begin + (index + 0.5) * length / side - 0.5, 0, count - 1);
        var first = (int)place;
        return (first, Math.Min(first + 1, count - 1), (uint)Math.Round(256 * (place - first)));
    }

    private static void Blend(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, uint weight, Span<byte> to)
    {
        var (w, v) = (Vector256.Create((ushort)weight), Vector256.Create((ushort)(256 - weight)));
        var half = Vector256.Create((ushort)128);
        var i = 0;
        for (; i + 32 <= to.Length; i += 32)
        {
            var (a, b) = (Vector256.Create(one.Slice(i, 32)), Vector256.Create(other.Slice(i, 32)));
            var low = (Vector256.WidenLower(a) * v + Vector256.WidenLower(b) * w + half) >>> 8;
            var high = (Vector256.WidenUpper(a) * v + Vector256.WidenUpper(b) * w + half) >>> 8;
            Vector256.Narrow(low, high).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
            to[i] = (byte)((one[i] * (256 - weight) + other[i] * weight + 128) >> 8);
    }

    private void Take(ReadOnlySpan<uint> row, Span<byte> rgb)
    {
        for (var column = 0; column < _columns.Length; column++)
        {
            var (left, right, weight) = _columns[column];
            var (a, b) = (row[left], row[right]);
            // bytes 0 and 2, red and blue, then byte 1, green; each product has 16 bits to itself
            var redBlue = ((a & Odd) * (256 - weight) + (b & Odd) * weight + 0x0080_0080) >> 8;
            var green = ((a >> 8 & 0xFF) * (256 - weight) + (b >> 8 & 0xFF) * weight + 128) >> 8;
            var at = column * 3;
            (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)redBlue, (byte)green, (byte)(redBlue >> 16));
        }
    }

    private static void Halve(Span<byte> rgba, ref int width, ref int height)
    {
        var (w, h) = (width / 2, height / 2);
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                for (var channel = 0; channel < 4; channel++)
                {
                    var at = (2 * y * width + 2 * x) * 4 + channel;
                    // what is written lies before all that is still to be read
                    rgba[(y * w + x) * 4 + channel] =
                        (byte)((rgba[at] + rgba[at + 4] + rgba[at + width * 4] + rgba[at + width * 4 + 4] + 2) >> 2);
                }
            }
        }

        (width, height) = (w, h);
    }
}
