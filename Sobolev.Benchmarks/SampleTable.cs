using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Benchmarks;

/// <summary>Tables of sums of sines, with their partials.</summary>
internal static class SampleTable
{
    public static Samples Of(int rows, int inputs)
    {
        var stream = new RandomStream(0, "table");
        double[] points = [.. Enumerable.Range(0, rows * inputs).Select(_ => stream.NextNormal())];
        double[] values = [.. points.Chunk(inputs).Select(point => point.Sum(Math.Sin))];
        return new Samples(rows, inputs, 1, points, values, Array.ConvertAll(points, Math.Cos), []);
    }

    /// <summary>Writes a CSV file of x1, x2 ..., y and the partials.</summary>
    public static void Write(string path, Samples table)
    {
        var names = Enumerable.Range(1, table.Inputs).Select(k => $"x{k}").ToArray();
        using var text = new StreamWriter(path);
        text.WriteLine(string.Join(',', [.. names, "y", .. names.Select(name => $"dy/d{name}")]));
        for (var row = 0; row < table.Count; row++)
            text.WriteLine(string.Join(',', [.. table.Points.AsSpan(row * table.Inputs, table.Inputs).ToArray(), table.Values[row],
                .. table.Jacobians.AsSpan(row * table.Inputs, table.Inputs).ToArray()]));
    }
}
