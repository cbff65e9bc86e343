using System.Security.Cryptography;
using Sobolev.Files;
using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>Images of one size with their classes, as bytes.</summary>
/// <param name="Pixels">(count, channels, height, width), 0 to 255; more than 2 GB, if need be</param>
/// <param name="Labels">(count), the number of each image's class</param>
public sealed record ImageSet(int Channels, int Height, int Width, LongBytes Pixels, byte[] Labels)
{
    public int Count => Labels.Length;

    /// <summary>Bytes of one image.</summary>
    public int Size => Channels * Height * Width;

    public ReadOnlySpan<byte> Image(int index) => Pixels.Slice((long)index * Size, Size);

    /// <summary>A random sample of <paramref name="count"/> images (<see cref="RandomStream.NextSample"/>).</summary>
    public ImageSet Sample(int count, RandomStream rng)
    {
        var chosen = rng.NextSample(Count, count);
        return chosen.Length == Count ? this : Take(chosen);
    }

    /// <summary>The images of those numbers.</summary>
    public ImageSet Take(IReadOnlyList<int> chosen)
    {
        var (pixels, labels) = (new LongBytes((long)chosen.Count * Size), new byte[chosen.Count]);
        for (var i = 0; i < chosen.Count; i++)
        {
            Image(chosen[i]).CopyTo(pixels.Slice((long)i * Size, Size));
            labels[i] = Labels[chosen[i]];
        }

        return this with { Pixels = pixels, Labels = labels };
    }

    /// <summary>Mean and standard deviation of each channel, of values from 0 to 1.</summary>
    public (double[] Mean, double[] Deviation) Statistics()
    {
        var (mean, deviation) = (new double[Channels], new double[Channels]);
        var plane = Height * Width;
        for (var channel = 0; channel < Channels; channel++)
        {
            long sum = 0, squares = 0;
            for (var image = 0; image < Count; image++)
            {
                foreach (var value in Image(image).Slice(channel * plane, plane))
                    (sum, squares) = (sum + value, squares + value * value);
            }

            var count = (double)Count * plane;
            mean[channel] = sum / count / 255;
            deviation[channel] = Math.Sqrt(Math.Max(squares / count - sum / count * (sum / count), 1)) / 255;
        }

        return (mean, deviation);
    }

    /// <summary>SHA-256 of pixels and labels: the same images give the same digest, wherever they were read from.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Pixels.AppendTo(hash);
        hash.AppendData(Labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A data set of images: training set, test set, and the names of the classes by number.</summary>
public sealed record ImageData(ImageSet Training, ImageSet Test, IReadOnlyList<string> Classes)
{
    /// <summary>A sentence on what was found where the images come from, and what was ignored.</summary>
    public string Found { get; init; } = "";

    /// <summary>Names of images that cannot be read, and are left out.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>The same, a sentence each.</summary>
    public IEnumerable<string> UnreadableNotes => Unreadable.Select(name => $"{name} cannot be read; it is left out");

    /// <summary>The images of the trials of one seed: random samples, so that every method has the same. 0 takes all.</summary>
    public ImageData Sample(int training, int test, long seed) => this with
    {
        Training = Training.Sample(training, new RandomStream(seed, "images/train")),
        Test = Test.Sample(test, new RandomStream(seed, "images/test")),
    };

    /// <summary>
    /// The training images on which the trials of one seed are measured: sets of images by class lie sorted, so they are drawn.
    /// </summary>
    public ImageSet Probe(int count, long seed) => Training.Sample(count, new RandomStream(seed, "images/probe"));
}
