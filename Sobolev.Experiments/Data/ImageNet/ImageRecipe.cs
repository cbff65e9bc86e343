using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>The crop of an image, in pixels of the original image.</summary>
internal readonly record struct Cut(double Left, double Top, double Width, double Height, bool Mirrored);

/// <summary>Conversion of images to squares of one size.</summary>
/// <param name="Side">Side of the squares.</param>
/// <param name="Shorter">Validation: the shorter side after scaling, of which the centre is cut (256 for 224).</param>
/// <param name="LeastArea">Training: the least share of the area that a random cut has.</param>
/// <param name="Colour">
/// Training: how far brightness, contrast and saturation are changed, e.g. 0.4 for factors from 0.6 to 1.4; 0 leaves them.
/// </param>
public sealed record ImageRecipe(int Side, int Shorter, double LeastArea, double Colour)
{
    private const int Tries = 10;

    /// <summary>
    /// The cut of Inception V1 (Szegedy et al. 2015): a random share of the area in a random aspect from 3/4 to 4/3, anywhere, every second
    /// one mirrored; where ten tries do not fit, the largest centred one of allowed aspect.
    /// </summary>
    internal Cut Random(int width, int height, RandomStream rng)
    {
        var (low, high) = (Math.Log(3.0 / 4), Math.Log(4.0 / 3));
        for (var i = 0; i < Tries; i++)
        {
            var area = rng.NextUniform(LeastArea, 1) * width * height;
            var aspect = Math.Exp(rng.NextUniform(low, high));
            var (w, h) = (Math.Round(Math.Sqrt(area * aspect)), Math.Round(Math.Sqrt(area / aspect)));
            if (w >= 1 && h >= 1 && w <= width && h <= height)
                return new Cut(rng.NextInt(width - (int)w + 1), rng.NextInt(height - (int)h + 1), w, h, rng.NextDouble() < 0.5);
        }

        var fitting = Math.Clamp((double)width / height, Math.Exp(low), Math.Exp(high));
        var (across, down) = (Math.Min(width, height * fitting), Math.Min(height, width / fitting));
        return new Cut((width - across) / 2, (height - down) / 2, across, down, rng.NextDouble() < 0.5);
    }

    /// <summary>The centre, as large as <see cref="Side"/> is once the shorter side is <see cref="Shorter"/>.</summary>
    internal Cut Centre(int width, int height)
    {
        var side = Math.Min(width, height) * ((double)Side / Shorter);
        return new Cut((width - side) / 2, (height - side) / 2, side, side, false);
    }
}
