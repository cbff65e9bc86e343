using MathNet.Numerics.LinearAlgebra;
using Sobolev.Randomness;

namespace Sobolev.Theory;

/// <summary>The change of coordinates of Proposition 1: under it no two points share a coordinate.</summary>
internal static class SeparatingMatrix
{
    private const int Candidates = 64;

    /// <summary>
    /// Of random rotations the one under which the points lie farthest apart: the network's weights grow like one over the smallest gap.
    /// </summary>
    public static Matrix<double> For(LabelledPoints data, RandomStream stream) =>
        Enumerable.Range(0, Candidates).Select(_ => Rotation(data.Dim, stream)).MaxBy(rotation => SmallestGap(rotation, data))!;

    /// <summary>The least distance of two points in any coordinate of Ax; infinite for a single point.</summary>
    public static double SmallestGap(Matrix<double> a, LabelledPoints data) =>
        Enumerable.Range(0, data.Dim).Min(k =>
        {
            double[] coordinates = [.. Coordinates(a, data, k).Order()];
            return coordinates.Zip(coordinates.Skip(1), (low, high) => high - low).DefaultIfEmpty(double.PositiveInfinity).Min();
        });

    /// <summary>Coordinate k of Ax for each point x.</summary>
    public static double[] Coordinates(Matrix<double> a, LabelledPoints data, int k) =>
        [.. Enumerable.Range(0, data.Count).Select(i => a.Row(k).DotProduct(Vector<double>.Build.Dense(data.Point(i))))];

    // uniform on the orthogonal matrices except for signs; a positive determinant, since a mirror in the plane is symmetric and would hide
    // the transpose
    private static Matrix<double> Rotation(int dim, RandomStream stream)
    {
        var q = Matrix<double>.Build.Dense(dim, dim, (_, _) => stream.NextNormal()).QR().Q;
        if (q.Determinant() < 0)
            q.SetRow(0, -q.Row(0));
        return q;
    }
}
