using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Randomness;

namespace Sobolev.Tests.Data.Images;

public sealed class AugmentationTests
{
    private static readonly byte[] _fill = [10, 20, 30];
    private readonly ImageSet _images = Images(6, 8, 8);

    /// <summary>The oracle: pad by hand, crop, mirror, pixel by pixel.</summary>
    [Fact]
    public void A_batch_is_padded_cropped_and_mirrored()
    {
        const int padding = 3;
        int[] rows = [.. Enumerable.Range(0, 200).Select(i => i % 6)];
        var batch = new byte[rows.Length * _images.Size];
        new Augmentation(padding, Flips: true).Compose(_images, rows, new RandomStream(4, "augmentation"), _fill, batch);

        var rng = new RandomStream(4, "augmentation");
        for (var i = 0; i < rows.Length; i++)
        {
            var (dx, dy, flip) = (rng.NextInt(2 * padding + 1) - padding, rng.NextInt(2 * padding + 1) - padding, rng.NextInt(2) == 1);
            for (var p = 0; p < _images.Size; p++)
            {
                var (channel, y, x) = (p / 64, p / 8 % 8, p % 8);
                var (sy, sx) = (y + dy, (flip ? 7 - x : x) + dx);
                var expected = sy is < 0 or > 7 || sx is < 0 or > 7 ? _fill[channel] : _images.Image(rows[i])[channel * 64 + sy * 8 + sx];
                Assert.Equal(expected, batch[i * _images.Size + p]);
            }
        }
    }

    [Fact]
    public void Without_augmentation_images_are_copied_and_no_chance_is_used()
    {
        var rng = new RandomStream(4, "augmentation");
        var before = rng.State;
        var batch = new byte[2 * _images.Size];
        Augmentation.None.Compose(_images, [5, 2], rng, _fill, batch);
        Assert.Equal([.. _images.Image(5), .. _images.Image(2)], batch);
        Assert.Equal(before, rng.State);
    }

    [Fact]
    public void Statistics_are_those_of_the_definition()
    {
        var (mean, deviation) = _images.Statistics();
        for (var channel = 0; channel < 3; channel++)
        {
            double[] values = [.. Enumerable.Range(0, 6).SelectMany(i => _images.Image(i).Slice(channel * 64, 64).ToArray())
                .Select(value => value / 255.0)];
            Assert.Equal(values.Average(), mean[channel], 1e-12);
            Assert.Equal(Math.Sqrt(values.Average(value => value * value) - values.Average() * values.Average()), deviation[channel], 1e-9);
        }
    }

    private static ImageSet Images(int count, int height, int width) =>
        new(3, height, width,
            LongBytes.Of<byte>([.. Enumerable.Range(0, count * 3 * height * width).Select(i => (byte)(i * 37 + i / 11))]), new byte[count]);
}
