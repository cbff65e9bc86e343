using System.Diagnostics;
using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Benchmarks;

/// <summary>One turn of pillow/decode.sh: training cuts of 224x224 and validation centres, decoded from memory on one thread.</summary>
internal static class DecodeRound
{
    private const double SecondsPerCase = 5;

    /// <summary>Lines "ours", case, microseconds an image: median over passes, least, and processor time.</summary>
    /// <param name="path">A folder or archive with images.</param>
    /// <param name="output">Receives the table.</param>
    public static void Write(string path, TextWriter output)
    {
        byte[][] images = [
            .. DataSetFiles.Of(path).Entries
                .Where(file => Path.GetExtension(file.Name).Equals(".JPEG", StringComparison.OrdinalIgnoreCase))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Take(400)
                .Select(file => file.Content!.Read()),
        ];
        var recipe = new ImageRecipe(224, 256, 0.08, 0);
        var jittered = recipe with { Colour = 0.4 };
        var (rgb, rng) = (new byte[224 * 224 * 3], new RandomStream(0, "cuts"));
        var decoder = new ImageDecoder();
        Pass("training", image => decoder.Decode(image, 224, (width, height) => recipe.Random(width, height, rng), rgb));
        Pass("training-colour", image =>
        {
            decoder.Decode(image, 224, (width, height) => recipe.Random(width, height, rng), rgb);
            ColourJitter.Apply(rgb, jittered.Colour, rng);
        });
        Pass("validation", image => decoder.Decode(image, 224, recipe.Centre, rgb));

        void Pass(string name, Action<byte[]> read)
        {
            var (times, begun) = (new List<double>(), Stopwatch.GetTimestamp());
            var processor = Environment.CpuUsage.TotalTime;
            while (Stopwatch.GetElapsedTime(begun).TotalSeconds < SecondsPerCase)
            {
                var start = Stopwatch.GetTimestamp();
                foreach (var image in images)
                    read(image);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / images.Length);
            }

            var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / (times.Count * images.Length);
            var sorted = new Times(times);
            output.WriteLine($"ours {name} {1e6 * sorted.Median:F1} {1e6 * sorted.Least:F1} {1e6 * used:F1}");
        }
    }
}
