using SkiaSharp;

namespace Sobolev.Data;

/// <summary>Decodes images of any size and kind to squares; one for each thread, since it keeps its buffers.</summary>
/// <remarks>
/// A JPEG is decoded at the least of the scales 1/8 ... 8/8 that still covers what is needed, then cut and resized bilinearly (with mipmaps where
/// more than a factor of two is left). Grey and CMYK come out in colour, transparent pixels over black; an orientation in the file is not
/// applied, as everywhere where ImageNet is trained on.
/// </remarks>
internal sealed class ImageDecoder : IDisposable
{
    private const int Eighths = 8;
    private const int LargestSide = 32_767;

    private SKBitmap _decoded = new();
    private SKBitmap _square = new();

    /// <param name="encoded">JPEG, PNG or whatever else Skia reads.</param>
    /// <param name="side">Of the square.</param>
    /// <param name="cutOf">From width and height of the image to what is cut out of it.</param>
    /// <param name="rgb">(side, side, 3), written.</param>
    /// <returns>Whether it is an image, and whole.</returns>
    public bool Decode(byte[] encoded, int side, Func<int, int, Cut> cutOf, Span<byte> rgb)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width is < 1 or > LargestSide || codec.Info.Height is < 1 or > LargestSide)
            return false;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var cut = cutOf(width, height);
        if (!DecodeScaled(codec, Math.Max(side / cut.Width, side / cut.Height)))
            return false;
        var (x, y) = ((double)_decoded.Width / width, (double)_decoded.Height / height);
        Resize(new SKRect((float)(cut.Left * x), (float)(cut.Top * y), (float)((cut.Left + cut.Width) * x), (float)((cut.Top + cut.Height) * y)), side);
        Copy(side, cut.Mirrored, rgb);
        return true;
    }

    public void Dispose()
    {
        _decoded.Dispose();
        _square.Dispose();
    }

    private bool DecodeScaled(SKCodec codec, double needed)
    {
        var eighths = Math.Clamp((int)Math.Ceiling(needed * Eighths - 1e-9), 1, Eighths);
        var size = codec.GetScaledDimensions((float)eighths / Eighths);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        Fit(ref _decoded, info);
        // no colour management: pixels as they are stored, as other readers of ImageNet give them
        return codec.GetPixels(_decoded.Info, _decoded.GetPixels()) == SKCodecResult.Success;
    }

    private void Resize(SKRect from, int side)
    {
        Fit(ref _square, new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(_square);
        using var pixels = _decoded.PeekPixels();
        using var image = SKImage.FromPixels(pixels);
        var sampling = from.Width > 2 * side || from.Height > 2 * side
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKFilterMode.Linear);
        canvas.Clear(SKColors.Black);
        canvas.DrawImage(image, from, new SKRect(0, 0, side, side), sampling);
    }

    private void Copy(int side, bool mirrored, Span<byte> rgb)
    {
        var rgba = _square.GetPixelSpan();
        for (var row = 0; row < side; row++)
        {
            var line = rgba.Slice(row * _square.RowBytes, side * 4);
            var to = rgb.Slice(row * side * 3, side * 3);
            for (var column = 0; column < side; column++)
            {
                var pixel = line.Slice(4 * (mirrored ? side - 1 - column : column), 3);
                pixel.CopyTo(to[(3 * column)..]);
            }
        }
    }

    private static void Fit(ref SKBitmap bitmap, SKImageInfo info)
    {
        if (bitmap.Info.Equals(info))
            return;
        bitmap.Dispose();
        bitmap = new SKBitmap(info);
    }
}
