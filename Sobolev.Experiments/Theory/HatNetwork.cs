using MathNet.Numerics.LinearAlgebra;
using Sobolev.Kernels;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace Sobolev.Theory;

/// <summary>The network of Proposition 1's proof: a hat over each point in each coordinate of Ax.</summary>
internal static class HatNetwork
{
    /// <param name="a">Under it no two points may share a coordinate.</param>
    /// <param name="slopes">From a gradient g at a point to the slopes q' of the hats; right is the solution of A'q' = g.</param>
    public static RidgeNetwork Of(LabelledPoints data, Matrix a, Func<Vector<double>, Vector<double>> slopes, Activation activation)
    {
        Vector<double>[] q = [.. Enumerable.Range(0, data.Count).Select(i => slopes(Vector<double>.Build.Dense(data.Gradient(i))))];
        // p^k and q^k of the proof have the same kinks: one hat of value f / d and slope q' is their sum
        var terms = Enumerable.Range(0, data.Dim).Select(k => (
            a.Row(k).ToArray(),
            Hats(SeparatingMatrix.Coordinates(a, data, k), [.. data.Values.Select(f => f / data.Dim)], [.. q.Select(slope => slope[k])])));
        return RidgeNetwork.Of(data.Dim, activation, [.. terms]);
    }

    /// <summary>The chain rule: the gradient of Q(Ax) is A' q'.</summary>
    public static Func<Vector<double>, Vector<double>> ByChainRule(Matrix a) => g => a.Transpose().Solve(g);

    /// <summary>As the text has it: q' = A^-1 g.</summary>
    public static Func<Vector<double>, Vector<double>> AsPrinted(Matrix a) => g => a.Solve(g);

    /// <summary>
    /// The sum of the p_i of the proof: value f_i and slope g_i within e of each s_i, zero beyond 2e, straight in between. Less than a
    /// fifth of the smallest gap keeps the hats apart.
    /// </summary>
    public static PiecewiseLinear Hats(double[] s, double[] f, double[] g)
    {
        int[] order = [.. Enumerable.Range(0, s.Length).OrderBy(i => s[i])];
        var gap = order.Zip(order.Skip(1), (i, j) => s[j] - s[i]).DefaultIfEmpty(1).Min();
        var e = 0.19 * gap;
        return new PiecewiseLinear(
            [.. order.SelectMany(i => new[] { s[i] - 2 * e, s[i] - e, s[i] + e, s[i] + 2 * e })],
            [.. order.SelectMany(i => new[] { 0, f[i] - g[i] * e, f[i] + g[i] * e, 0 })]);
    }
}
