using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>
/// The built-in images: geometric figures of random place and size on a noisy ground, drawn by this code from a fixed seed. Four in five
/// have a colour near that of their class. They let every verb run without a download; they do not replace photographs.
/// </summary>
internal static class Shapes
{
    /// <summary>The value of the key data that means these images.</summary>
    public const string Name = "built-in";

    /// <summary>The set in words, for titles.</summary>
    public const string Title = "built-in shapes";

    private const long Seed = 20_170_615;
    private const int Noise = 24, ColourSpread = 40;
    private const double TypicalColour = 0.8;

    /// <summary>Whether a point of a square from -1 to 1 is in the figure.</summary>
    private static readonly (string Class, (int Red, int Green, int Blue) Colour, Func<double, double, bool> Has)[] _figures =
    [
        ("bar", (214, 39, 40), (x, y) => Math.Abs(x) <= 1 && Math.Abs(y) <= 0.3),
        ("checkerboard", (31, 119, 180), (x, y) => Within(x, y) && ((int)Math.Floor(2 * x) + (int)Math.Floor(2 * y)) % 2 == 0),
        ("corner", (44, 160, 44), (x, y) => Within(x, y) && (x < -0.4 || y > 0.4)),
        ("cross", (255, 187, 0), (x, y) => Within(x, y) && (Math.Abs(x) < 0.3 || Math.Abs(y) < 0.3)),
        ("diamond", (148, 60, 190), (x, y) => Math.Abs(x) + Math.Abs(y) <= 1),
        ("disc", (0, 200, 210), (x, y) => x * x + y * y <= 1),
        ("frame", (140, 86, 75), (x, y) => Within(x, y) && Math.Max(Math.Abs(x), Math.Abs(y)) > 0.6),
        ("ring", (240, 120, 200), (x, y) => x * x + y * y is <= 1 and > 0.36),
        ("square", (40, 40, 40), Within),
        ("triangle", (225, 225, 225), (x, y) => Math.Abs(y) <= 1 && Math.Abs(x) <= (1 + y) / 2),
    ];

    /// <summary>In the order of torchvision.</summary>
    public static IReadOnlyList<string> Classes { get; } = [.. _figures.Select(figure => figure.Class)];

    /// <summary>An image of a split: its class is its number modulo ten.</summary>
    /// <param name="split">Name of the split.</param>
    /// <param name="number">Number of the image.</param>
    /// <param name="side">Height and width.</param>
    /// <param name="planes">(3, side, side), written.</param>
    public static void Draw(string split, int number, int side, Span<byte> planes)
    {
        var rng = new RandomStream(Seed, $"shapes/{split}/{number}");
        var (_, typical, has) = _figures[number % _figures.Length];
        Span<int> colour = [rng.NextInt(256), rng.NextInt(256), rng.NextInt(256)];
        if (rng.NextDouble() < TypicalColour)
            colour = [Near(typical.Red, rng), Near(typical.Green, rng), Near(typical.Blue, rng)];
        Span<int> ground = [rng.NextInt(256), rng.NextInt(256), rng.NextInt(256)];
        // a figure must be seen: at least one channel differs by a third of the range
        var seen = rng.NextInt(3);
        ground[seen] = (colour[seen] + 85 + rng.NextInt(86)) % 256;
        var radius = side * rng.NextUniform(0.2, 0.4);
        var (left, top) = (rng.NextUniform(radius, side - radius), rng.NextUniform(radius, side - radius));
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var inside = has((x + 0.5 - left) / radius, (y + 0.5 - top) / radius);
                for (var channel = 0; channel < 3; channel++)
                    planes[(channel * side + y) * side + x] =
                        (byte)Math.Clamp((inside ? colour : ground)[channel] + rng.NextInt(2 * Noise + 1) - Noise, 0, 255);
            }
        }
    }

    private static int Near(int level, RandomStream rng) => Math.Clamp(level + rng.NextInt(2 * ColourSpread + 1) - ColourSpread, 0, 255);

    private static bool Within(double x, double y) => Math.Abs(x) <= 1 && Math.Abs(y) <= 1;
}
