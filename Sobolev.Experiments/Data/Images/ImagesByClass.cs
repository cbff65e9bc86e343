using SkiaSharp;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>Images in folders by class, train/CLASS/*.jpg|png and test/CLASS/*.jpg|png (or val), all of one size.</summary>
internal static class ImagesByClass
{
    private static readonly string[] _endings = [".jpg", ".jpeg", ".png"];

    /// <summary>Whether a file, by its path from the root, is one of the images: split/class/name.jpg, below any leading folders.</summary>
    public static bool IsPart(string name) =>
        Place(name) is not null && _endings.Contains(Path.GetExtension(name).ToLowerInvariant());

    /// <param name="files">Paths with forward slashes, and contents; in any order.</param>
    /// <param name="source">Named in errors.</param>
    /// <exception cref="SobolevException">An image cannot be read or is of another size, or a split is empty (exit 3).</exception>
    public static ImageData Parse(IEnumerable<(string Name, byte[] Content)> files, string source)
    {
        // the order of a folder listing or an archive says nothing; the name does
        var images = files.Select(file => (Place: Place(file.Name)!.Value, file.Name, file.Content)).OrderBy(image => image.Name, StringComparer.Ordinal).ToArray();
        string[] classes = [.. images.Select(image => image.Place.Class).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length is < 2 or > 256)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: {classes.Length} classes found; expected folders train/CLASS/*.jpg|png and test/CLASS/*.jpg|png of 2 to 256 "
                + "classes");
        var first = Decode(images[0].Name, images[0].Content, source);
        var training = Set(images.Where(image => image.Place.Trains).Select(image => (image.Place.Class, image.Name, image.Content)).ToArray(), classes, first, source, "train");
        var test = Set(images.Where(image => !image.Place.Trains).Select(image => (image.Place.Class, image.Name, image.Content)).ToArray(), classes, first, source, "test");
        return new ImageData(training, test, classes);
    }

    private static ImageSet Set((string Class, string Name, byte[] Content)[] images, string[] classes, ImageSet like, string source, string split)
    {
        if (images.Length == 0)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: no images below {split}/CLASS/; both train and test (or val) are needed");
        var (pixels, labels) = (Room((long)images.Length * like.Size, images.Length, like, source), new byte[images.Length]);
        try
        {
            Parallel.For(0, images.Length, i =>
            {
                var (name, file, content) = images[i];
                Decode(file, content, source, like).Image(0).CopyTo(pixels.Slice((long)i * like.Size, like.Size));
                labels[i] = (byte)Array.BinarySearch(classes, name, StringComparer.Ordinal);
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<SobolevException>().FirstOrDefault() is { } known)
        {
            throw known;
        }

        return like with { Pixels = pixels, Labels = labels };
    }

    /// <summary>Memory for the images of a split; a few large ones, easily made, would otherwise end the process.</summary>
    private static LongBytes Room(long bytes, int count, ImageSet like, string source) =>
        bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes ? new LongBytes(bytes) : throw new SobolevException(
            ExitCode.OutOfResources,
            $"{source}: {count} images of {like.Width}x{like.Height} take {bytes >> 20} MiB, more than this machine has; use fewer or smaller images");

    /// <summary>One image as an <see cref="ImageSet"/> of one, in planes of red, green and blue.</summary>
    /// <param name="like">An image of the size that is needed; null for any size.</param>
    private static ImageSet Decode(string name, byte[] content, string source, ImageSet? like = null)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec is null)
            throw new SobolevException(ExitCode.DataMissing, $"{source}: {name} is not a JPEG or PNG image");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (!PixelLimit.Allows(width, height))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: {name} is {width}x{height}, but images have at most {PixelLimit.Most} pixels");
        if (like is not null && (height, width) != (like.Height, like.Width))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{source}: {name} is {width}x{height}, but the first image is {like.Width}x{like.Height}; all images must have the same size");
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = new byte[4L * width * height];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* to = rgba)
                result = codec.GetPixels(info, (nint)to);
        }

        if (result != SKCodecResult.Success)
            throw new SobolevException(ExitCode.DataMissing, $"{source}: {name} is truncated or damaged ({result})");
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

    private static (bool Trains, string Class)? Place(string name) => name.Split('/') switch
    {
        [.., "train", var of, _] => (true, of),
        [.., "test" or "val", var of, _] => (false, of),
        _ => null,
    };
}
