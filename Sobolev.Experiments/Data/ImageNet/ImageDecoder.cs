using SkiaSharp;

namespace Sobolev.Data;

/// <summary>Decodes images of any size and kind to squares; one for each thread, since it keeps its buffer.</summary>
/// <remarks>
/// A JPEG is decoded at the least of the scales 1/8 ... 8/8 that is large enough, and only down to the last row of the cut. Grey
/// and CMYK come out in colour, transparent pixels over black; an orientation in the file is not applied, as everywhere where ImageNet is
/// trained on. No colour management: pixels as they are stored, as other readers of ImageNet give them.
/// </remarks>
internal sealed class ImageDecoder
{
    private const int Eighths = 8;

    /// <summary>A buffer that is kept for the next image; a larger one is let go.</summary>
    private const int LargestKept = 1 << 26;

    private readonly BilinearCut _resize = new();
    private byte[] _rgba = [];

    /// <param name="encoded">JPEG, PNG or any other format that Skia reads.</param>
    /// <param name="side">Side of the square.</param>
    /// <param name="cutOf">Maps width and height of the image to the crop.</param>
    /// <param name="rgb">(side, side, 3), written.</param>
    /// <returns>Whether it is an image, and whole as far as it was needed.</returns>
    public bool Decode(byte[] encoded, int side, Func<int, int, Cut> cutOf, Span<byte> rgb)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        if (codec is null || !PixelLimit.Allows(codec.Info.Width, codec.Info.Height))
            return false;
        var cut = cutOf(codec.Info.Width, codec.Info.Height);
        var eighths = Math.Clamp((int)Math.Ceiling(Math.Max(side / cut.Width, side / cut.Height) * Eighths - 1e-9), 1, Eighths);
        var size = codec.GetScaledDimensions((float)eighths / Eighths);
        var (x, y) = ((double)size.Width / codec.Info.Width, (double)size.Height / codec.Info.Height);
        var scaled = new Cut(cut.Left * x, cut.Top * y, cut.Width * x, cut.Height * y, cut.Mirrored);
        var first = Math.Clamp((int)Math.Floor(scaled.Top - 0.5), 0, size.Height - 1);
        var last = Math.Clamp((int)Math.Ceiling(scaled.Top + scaled.Height + 0.5), first, size.Height - 1);
        if (!DecodeRows(codec, size, first, last - first + 1))
            return false;
        _resize.Apply(_rgba, size.Width, last - first + 1, scaled with { Top = scaled.Top - first }, side, rgb);
        if (_rgba.Length > LargestKept)
            _rgba = [];
        return true;
    }

    private unsafe bool DecodeRows(SKCodec codec, SKSizeI size, int first, int count)
    {
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.IsOpaque
            ? SKAlphaType.Opaque
            : SKAlphaType.Premul);
        if (!PixelLimit.Allows(size.Width, size.Height))
            return false;
        var length = 4L * size.Width * size.Height;
        if (_rgba.Length < length)
            _rgba = new byte[length];
        fixed (byte* to = _rgba)
        {
            if (codec.StartScanlineDecode(info) == SKCodecResult.Success && codec.ScanlineOrder == SKCodecScanlineOrder.TopDown)
                return (first == 0 || codec.SkipScanlines(first)) && codec.GetScanlines((nint)to, count, info.RowBytes) == count;
            // a kind that only decodes whole
            if (codec.GetPixels(info, (nint)to) != SKCodecResult.Success)
                return false;
        }

        _rgba.AsSpan(first * info.RowBytes, count * info.RowBytes).CopyTo(_rgba);
        return true;
    }
}
