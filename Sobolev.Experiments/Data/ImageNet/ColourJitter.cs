using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>Brightness, contrast and saturation of an image changed by random factors, in random order.</summary>
internal static class ColourJitter
{
    /// <param name="rgb">(pixels, 3), changed in place.</param>
    /// <param name="strength">Factors are from 1 - strength to 1 + strength; 0 leaves the image and rng untouched.</param>
    /// <param name="rng">Three factors and an order.</param>
    public static void Apply(Span<byte> rgb, double strength, RandomStream rng)
    {
        if (strength == 0)
            return;
        Span<int> order = [0, 1, 2];
        rng.Shuffle(order);
        foreach (var which in order)
        {
            var factor = (float)rng.NextUniform(1 - strength, 1 + strength);
            switch (which)
            {
                case 0:
                    Blend(rgb, factor, 0);
                    break;
                case 1:
                    Blend(rgb, factor, MeanGrey(rgb));
                    break;
                default:
                    Saturate(rgb, factor);
                    break;
            }
        }
    }

    // ITU-R 601, as everywhere
    private static float Grey(ReadOnlySpan<byte> pixel) => 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];

    private static float MeanGrey(ReadOnlySpan<byte> rgb)
    {
        var sum = 0.0;
        for (var i = 0; i < rgb.Length; i += 3)
            sum += Grey(rgb.Slice(i, 3));
        return (float)(sum / (rgb.Length / 3));
    }

    /// <summary>Towards or away from one grey: black for brightness, the mean for contrast.</summary>
    private static void Blend(Span<byte> rgb, float factor, float towards)
    {
        // 256 possible bytes: a table is faster than arithmetic on each
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++)
            table[value] = Round(towards + factor * (value - towards));
        foreach (ref var value in rgb)
            value = table[value];
    }

    private static void Saturate(Span<byte> rgb, float factor)
    {
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var pixel = rgb.Slice(i, 3);
            var grey = Grey(pixel);
            for (var channel = 0; channel < 3; channel++)
                pixel[channel] = Round(grey + factor * (pixel[channel] - grey));
        }
    }

    private static byte Round(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
