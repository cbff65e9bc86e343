using Sobolev.Randomness;

namespace Sobolev.Theory;

/// <summary>Points with values and gradients that no function need have had.</summary>
/// <param name="Points">(count, dim)</param>
/// <param name="Values">(count)</param>
/// <param name="Gradients">(count, dim)</param>
internal sealed record LabelledPoints(int Dim, double[] Points, double[] Values, double[] Gradients)
{
    public int Count => Values.Length;

    /// <summary>The largest distance from the origin.</summary>
    public double Radius => Enumerable.Range(0, Count).Max(i => Math.Sqrt(Point(i).Sum(x => x * x)));

    /// <summary>
    /// Different points of a grid in [-1, 1]^dim, so that many share coordinates; values and gradients are drawn apart from them and from
    /// each other.
    /// </summary>
    public static LabelledPoints OnGrid(int count, int dim, RandomStream stream)
    {
        var levels = (int)Math.Max(5, Math.Ceiling(Math.Pow(4.0 * count, 1.0 / dim)));
        var known = new HashSet<string>();
        var points = new List<double>();
        while (known.Count < count)
        {
            int[] place = [.. Enumerable.Range(0, dim).Select(_ => stream.NextInt(levels))];
            if (known.Add(string.Join(',', place)))
                points.AddRange(place.Select(level => 2.0 * level / (levels - 1) - 1));
        }

        return new LabelledPoints(dim, [.. points], Normals(count, stream), Normals(count * dim, stream));
    }

    public double[] Point(int i) => Points[(i * Dim)..((i + 1) * Dim)];

    public double[] Gradient(int i) => Gradients[(i * Dim)..((i + 1) * Dim)];

    /// <summary>
    /// Pairs of points with a coordinate in common: where the construction for one variable, taken coordinate by coordinate, fails.
    /// </summary>
    public int PairsSharingACoordinate() =>
        (from i in Enumerable.Range(0, Count)
         from j in Enumerable.Range(0, i)
         where Point(i).Zip(Point(j)).Any(pair => pair.First == pair.Second)
         select 1).Count();

    private static double[] Normals(int count, RandomStream stream) => [.. Enumerable.Range(0, count).Select(_ => stream.NextNormal())];
}
