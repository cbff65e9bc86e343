using SkiaSharp;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>Decodes an image of a few pixels as it is, to planes of red, green and blue.</summary>
internal static class SmallImage
{
    /// <returns>An <see cref="ImageSet"/> of one.</returns>
    /// <exception cref="InvalidDataException">It is damaged, no image or too large; the message continues the name of the file.</exception>
    public static ImageSet Decode(byte[] content)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data) ?? throw new InvalidDataException("is not an image of a known format");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (!PixelLimit.Allows(width, height))
            throw new InvalidDataException($"is {width}x{height}, but images have at most {PixelLimit.Most} pixels");
        var rgba = new byte[4L * width * height];
        var result = Pixels(codec, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), rgba);
        if (result != SKCodecResult.Success)
            throw new InvalidDataException($"is truncated or damaged ({result})");
        var plane = width * height;
        var pixels = new LongBytes(3L * plane);
        var planes = pixels.Slice(0, 3 * plane);
        for (var pixel = 0; pixel < plane; pixel++)
        {
            for (var channel = 0; channel < 3; channel++)
                planes[channel * plane + pixel] = rgba[4 * pixel + channel];
        }

        return new ImageSet(3, height, width, pixels, [0]);
    }

    private static unsafe SKCodecResult Pixels(SKCodec codec, SKImageInfo info, byte[] rgba)
    {
        fixed (byte* to = rgba)
            return codec.GetPixels(info, (nint)to);
    }
}
