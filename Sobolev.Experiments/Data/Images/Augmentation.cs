using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>Puts batches of images together, whole batches at once; for training with the usual pad, crop and flip.</summary>
/// <param name="Padding">Zeros on each side before a crop of the image's own size is taken at random; 0 for none.</param>
/// <param name="Flips">Whether an image is mirrored left to right with probability 1/2.</param>
public sealed record Augmentation(int Padding, bool Flips)
{
    public static Augmentation None { get; } = new(0, false);

    /// <summary>Copies images into <paramref name="batch"/> (rows, channels, height, width), each moved and mirrored by chance.</summary>
    /// <remarks>
    /// Pixels outside the image are those of <paramref name="fill"/>, a byte per channel: the channel's mean, which normalisation turns
    /// into the zeros that padding after normalisation gives (to within half a grey level).
    /// </remarks>
    public void Compose(ImageSet set, ReadOnlySpan<int> rows, RandomStream rng, ReadOnlySpan<byte> fill, Span<byte> batch)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var (dx, dy, flip) = Draw(rng);
            Place(set, rows[i], dx, dy, flip, fill, batch.Slice(i * set.Size, set.Size));
        }
    }

    /// <summary>The random numbers of one image.</summary>
    /// <returns>
    /// Place (y, x) of the result shows (y + dy, x + dx) of the image; with a flip the places of each line are counted from its end.
    /// </returns>
    internal (int Dx, int Dy, bool Flip) Draw(RandomStream rng)
    {
        var (dx, dy) = Padding > 0
            ? (rng.NextInt(2 * Padding + 1) - Padding, rng.NextInt(2 * Padding + 1) - Padding)
            : (0, 0);
        return (dx, dy, Flips && rng.NextInt(2) == 1);
    }

    private static void Place(ImageSet set, int image, int dx, int dy, bool flip, ReadOnlySpan<byte> fill, Span<byte> to)
    {
        var from = set.Image(image);
        if (dx == 0 && dy == 0 && !flip)
        {
            from.CopyTo(to);
            return;
        }

        var (height, width) = (set.Height, set.Width);
        // columns of the result that see the image, and where they begin to
        var (begin, count) = (Math.Max(0, -dx), width - Math.Abs(dx));
        for (var line = 0; line < set.Channels * height; line++)
        {
            var (channel, y) = (line / height, line % height);
            var row = to.Slice(line * width, width);
            var source = y + dy;
            if (source < 0 || source >= height)
            {
                row.Fill(fill[channel]);
            }
            else
            {
                row[..begin].Fill(fill[channel]);
                from.Slice((channel * height + source) * width + begin + dx, count).CopyTo(row[begin..]);
                row[(begin + count)..].Fill(fill[channel]);
            }

            if (flip)
                row.Reverse();
        }
    }
}
