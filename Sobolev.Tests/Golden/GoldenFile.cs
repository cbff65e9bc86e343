using System.Text.Json;

namespace Sobolev.Tests.Golden;

/// <summary>
/// Reference values of the Sobolev objectives, computed with PyTorch in float64: TestData/golden.json, or the file that the environment
/// variable SOBOLEV_GOLDEN names.
/// </summary>
internal static class GoldenFile
{
    private static readonly Lazy<JsonElement> _root = new(Read);

    /// <summary>Shifts every <see cref="Fill"/>: the same cases with other numbers.</summary>
    public static double Salt => _root.Value.GetProperty("salt").GetDouble();

    public static JsonElement Case(string name) => _root.Value.GetProperty(name);

    /// <summary>
    /// value[i] = scale * sin(0.7 i + 1.3 salt + 0.1 (i mod 11)) + shift: every weight and input of the reference, row by row.
    /// </summary>
    public static double[] Fill(int count, double salt, double scale = 1, double shift = 0)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = scale * Math.Sin(0.7 * i + 1.3 * (salt + Salt) + 0.1 * (i % 11)) + shift;
        return values;
    }

    /// <summary>Equal to nine digits, relative to the expected number.</summary>
    public static void Same(double expected, double actual, double scale = 0)
    {
        var allowed = 1e-9 * Math.Max(Math.Abs(expected), scale);
        Assert.True(Math.Abs(expected - actual) <= allowed,
            $"expected {expected:R}, got {actual:R}, difference {Math.Abs(expected - actual):E2}");
    }

    public static void Same(JsonElement expected, double actual) => Same(expected.GetDouble(), actual);

    /// <summary>
    /// Compares one tensor, given row by row, with its digest: norm, sum and first three entries, each relative to the norm.
    /// </summary>
    public static void SameDigest(JsonElement digest, ReadOnlySpan<double> values)
    {
        var (squares, sum) = (0.0, 0.0);
        foreach (var value in values)
        {
            squares += value * value;
            sum += value;
        }

        var count = 1;
        foreach (var length in digest.GetProperty("shape").EnumerateArray())
            count *= length.GetInt32();
        Assert.Equal(count, values.Length);
        var norm = digest.GetProperty("norm").GetDouble();
        Same(norm, Math.Sqrt(squares));
        Same(digest.GetProperty("sum").GetDouble(), sum, norm);
        var i = 0;
        foreach (var entry in digest.GetProperty("head").EnumerateArray())
            Same(entry.GetDouble(), values[i++], norm);
    }

    private static JsonElement Read()
    {
        var path = Environment.GetEnvironmentVariable("SOBOLEV_GOLDEN")
            ?? Path.Combine(AppContext.BaseDirectory, "TestData", "golden.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
