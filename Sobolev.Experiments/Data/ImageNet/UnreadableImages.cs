using System.Collections.Concurrent;

namespace Sobolev.Data;

/// <summary>The images of a data set that could not be read so far; threads may share it.</summary>
/// <param name="most">More than these, and reading fails.</param>
public sealed class UnreadableImages(int most)
{
    private readonly ConcurrentDictionary<string, bool> _names = [];
    private readonly ConcurrentQueue<string> _untold = [];

    public int Count => _names.Count;

    /// <summary>The names added since the last call.</summary>
    public IReadOnlyList<string> TakeNew()
    {
        var names = new List<string>();
        while (_untold.TryDequeue(out var name))
            names.Add(name);
        return names;
    }

    /// <summary>Decodes an image.</summary>
    /// <returns>Whether it is readable; if not, it is counted.</returns>
    /// <exception cref="SobolevException">Too many are unreadable (exit 3).</exception>
    internal bool Reads(EncodedImage image, ImageDecoder decoder, int side, Func<int, int, Cut> cutOf, Span<byte> rgb)
    {
        if (Decodes(image, decoder, side, cutOf, rgb))
            return true;
        Add(image.Name);
        return false;
    }

    /// <summary>Decodes the image of that number, or where it is unreadable the next of the list that is not.</summary>
    /// <exception cref="SobolevException">Too many are unreadable (exit 3).</exception>
    internal EncodedImage FirstReadable(IReadOnlyList<EncodedImage> images, int index, ImageDecoder decoder, int side,
        Func<int, int, Cut> cutOf, Span<byte> rgb)
    {
        for (var k = 0; k < images.Count; k++)
        {
            var image = images[(index + k) % images.Count];
            // tried again each time: readability may depend on the crop, and the image at a place must not depend on earlier images
            if (Reads(image, decoder, side, cutOf, rgb))
                return image;
        }

        throw new SobolevException(ExitCode.DataMissing, $"none of {images.Count} images can be read, for example {images[index].Name}");
    }

    private static bool Decodes(EncodedImage image, ImageDecoder decoder, int side, Func<int, int, Cut> cutOf, Span<byte> rgb)
    {
        try
        {
            return decoder.Decode(image.Content.Read(), side, cutOf, rgb);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Add(string name)
    {
        if (!_names.TryAdd(name, true))
            return;
        _untold.Enqueue(name);
        if (_names.Count > most)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{_names.Count} images cannot be read, most recently {name}; repair the data set, or allow more with "
                + $"images.most_unreadable (now {most})");
    }
}
