using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>Decodes images that all have one size; an image that cannot be read is left out, up to a limit.</summary>
internal static class ImagesByClass
{
    /// <summary>Labels are bytes.</summary>
    private const int MostClasses = 256;

    /// <param name="images">Where they are.</param>
    /// <param name="source">Named in errors.</param>
    /// <param name="mostUnreadable">Images that may be unreadable.</param>
    /// <exception cref="SobolevException">More cannot be read, an image has another size, or none of a split is left (exit 3).</exception>
    public static ImageData Decode(LabelledImages images, string source, int mostUnreadable)
    {
        if (images.Classes.Count > MostClasses)
            throw new SobolevException(ExitCode.DataMissing,
                $"{source}: {images.Classes.Count} classes; at most {MostClasses} are allowed here (sobolev sg-imagenet has no limit)");
        var first = images.Training.Select(image => Tried(image).Image).FirstOrDefault(image => image is not null)
            ?? throw new SobolevException(
            ExitCode.DataMissing,
            $"{source}: none of {images.Training.Count} training images can be read; {images.Training[0].Name} "
                + $"{Tried(images.Training[0]).Fault}");
        var (training, trainingFaults) = Set(images.Training, first, source);
        var (test, testFaults) = Set(images.Measured, first, source);
        (string Name, string Fault)[] faults = [.. trainingFaults, .. testFaults];
        if (faults.Length > mostUnreadable)
            throw new SobolevException(
                ExitCode.DataMissing,
                mostUnreadable == 0
                    ? $"{source}: {faults[0].Name} {faults[0].Fault}"
                    : $"{source}: {faults.Length} images cannot be read ({faults[0].Name} {faults[0].Fault}); repair the data set, or "
                    + $"allow more with most_unreadable (now {mostUnreadable})");
        if (training.Count == 0 || test.Count == 0)
            throw new SobolevException(ExitCode.DataMissing,
                $"{source}: none of the {(test.Count == 0 ? "test" : "training")} images can be read");
        return new ImageData(training, test, images.Classes) { Found = images.Found, Unreadable = [.. faults.Select(fault => fault.Name)] };
    }

    private static (ImageSet Set, IEnumerable<(string Name, string Fault)> Faults) Set(IReadOnlyList<EncodedImage> images,
        ImageSet like, string source)
    {
        var pixels = Room((long)images.Count * like.Size, images.Count, like, source);
        var faults = new string?[images.Count];
        try
        {
            Parallel.For(0, images.Count, i =>
            {
                var (image, fault) = Tried(images[i]);
                faults[i] = fault;
                if (image is null)
                    return;
                if ((image.Height, image.Width) != (like.Height, like.Width))
                    throw new SobolevException(
                        ExitCode.DataMissing,
                        $"{source}: {images[i].Name} is {image.Width}x{image.Height}, but the first image is {like.Width}x{like.Height}; "
                            + $"all images must have the same size");
                image.Image(0).CopyTo(pixels.Slice((long)i * like.Size, like.Size));
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<SobolevException>().FirstOrDefault() is { } known)
        {
            throw known;
        }

        var set = like with { Pixels = pixels, Labels = [.. images.Select(image => (byte)image.Label)] };
        int[] readable = [.. Enumerable.Range(0, images.Count).Where(i => faults[i] is null)];
        return (readable.Length == images.Count ? set : set.Take(readable),
            Enumerable.Range(0, images.Count).Where(i => faults[i] is not null).Select(i => (images[i].Name, faults[i]!)));
    }

    /// <summary>The image, or why it cannot be read.</summary>
    private static (ImageSet? Image, string? Fault) Tried(EncodedImage image)
    {
        try
        {
            return (SmallImage.Decode(image.Content.Read()), null);
        }
        catch (InvalidDataException error)
        {
            return (null, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read: {Printable.Of(error.Message)}");
        }
    }

    /// <summary>Memory for the images of a split; a few large ones, easily made, would otherwise end the process.</summary>
    private static LongBytes Room(long bytes, int count, ImageSet like, string source) =>
        bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes ? new LongBytes(bytes) : throw new SobolevException(
            ExitCode.OutOfResources,
            $"{source}: {count} images of {like.Width}x{like.Height} take {bytes >> 20} MiB, more than this machine has; use "
                + $"fewer or smaller images");
}
