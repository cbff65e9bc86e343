using SkiaSharp;

namespace Sobolev.Tests.Data.ImageNet;

/// <summary>Three classes of tiny-imagenet, 8 + 3 images each, in the layout of ILSVRC2012; and images of every kind made here.</summary>
internal static class ImageNetSlice
{
    public const int Training = 24, Validation = 9;

    public static string Tar { get; } = Path.Combine(AppContext.BaseDirectory, "TestData", "imagenet-slice.tar");

    public static string Cmyk { get; } = Path.Combine(AppContext.BaseDirectory, "TestData", "cmyk.jpg");

    /// <summary>The slice as folders below <paramref name="folder"/>; returns its root.</summary>
    public static string Unpack(string folder)
    {
        System.Formats.Tar.TarFile.ExtractToDirectory(Tar, folder, overwriteFiles: false);
        return Path.Combine(folder, "imagenet-slice");
    }

    /// <summary>A picture encoded by Skia; its colour at each point is that of <paramref name="colour"/>.</summary>
    public static byte[] Encode(int width, int height, Func<int, int, SKColor> colour,
        SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, SKColorType type = SKColorType.Rgba8888)
    {
        using var bitmap =
            new SKBitmap(new SKImageInfo(width, height, type, type == SKColorType.Gray8 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colour(x, y));
        }

        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }
}
