using MathNet.Numerics.LinearAlgebra;
using Sobolev.Kernels;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace Sobolev.Theory;

/// <summary>Values f and gradients g that are not f's, on a grid of midpoints of the cube [low, high]^dim.</summary>
internal sealed record Contradiction(string Name, int Dim, double Low, double High, int PerSide, Func<double[], double> Value,
    Func<double[], double[]> Gradient)
{
    public LabelledPoints Points()
    {
        var count = (int)Math.Pow(PerSide, Dim);
        double[][] points = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, Dim)
            .Select(k => Low + (High - Low) * (i / (int)Math.Pow(PerSide, k) % PerSide + 0.5) / PerSide).ToArray())];
        return new LabelledPoints(Dim, [.. points.SelectMany(x => x)], [.. points.Select(Value)], [.. points.SelectMany(Gradient)]);
    }

    /// <summary>
    /// The least value plus gradient loss (means over the points) of a polynomial of total degree <paramref name="degree"/>: by least
    /// squares over products of Legendre polynomials, value rows above gradient rows.
    /// </summary>
    public double Floor(int degree)
    {
        var data = Points();
        int[][] powers = [.. Powers(Dim, degree)];
        var rows = Matrix.Build.Dense(data.Count * (Dim + 1), powers.Length);
        var target = Vector<double>.Build.Dense(rows.RowCount);
        for (var i = 0; i < data.Count; i++)
        {
            var legendre = data.Point(i).Select(x => Legendre((2 * x - Low - High) / (High - Low), degree)).ToArray();
            for (var k = -1; k < Dim; k++)
            {
                var row = i * (Dim + 1) + k + 1;
                target[row] = k < 0 ? data.Values[i] : data.Gradients[i * Dim + k];
                for (var j = 0; j < powers.Length; j++)
                    rows[row, j] = powers[j].Select((power, axis) => axis == k
                        ? legendre[axis].Slope[power] * 2 / (High - Low)
                        : legendre[axis].Value[power]).Aggregate((a, b) => a * b);
            }
        }

        var residual = rows * rows.QR().Solve(target) - target;
        return residual.DotProduct(residual) / data.Count;
    }

    /// <summary>Trains a small tanh network on both; the losses of value and gradient before each update, and at last.</summary>
    public IReadOnlyList<KernelLoss> Train(int[] hidden, double[] start, int updates)
    {
        var data = Points();
        var kernel = new SobolevKernel<double>(new MlpShape(Dim, hidden, 1, Activation.Tanh), data.Count);
        start.CopyTo(kernel.Parameters);
        var batch = new KernelBatch<double>(data.Count, data.Points, data.Values) { Derivatives = data.Gradients };
        return [.. Enumerable.Range(0, updates).Select(step =>
            kernel.Update(batch, new ObjectiveWeights(1, 1), new AdamStep(0.01 * 0.5 * (1 + Math.Cos(Math.PI * step / updates)))))];
    }

    private static IEnumerable<int[]> Powers(int dim, int degree) =>
        dim == 0
            ? [[]]
            : from first in Enumerable.Range(0, degree + 1)
              from rest in Powers(dim - 1, degree - first)
              select (int[])[first, .. rest];

    /// <summary>P_0 .. P_degree and their slopes at x: (n + 1) P_n+1 = (2n + 1) x P_n - n P_n-1, P'_n+1 = P'_n-1 + (2n + 1) P_n.</summary>
    private static (double[] Value, double[] Slope) Legendre(double x, int degree)
    {
        var (value, slope) = (new double[degree + 2], new double[degree + 2]);
        (value[0], value[1], slope[1]) = (1, x, 1);
        for (var n = 1; n < degree; n++)
        {
            value[n + 1] = ((2 * n + 1) * x * value[n] - n * value[n - 1]) / (n + 1);
            slope[n + 1] = slope[n - 1] + (2 * n + 1) * value[n];
        }

        return (value, slope);
    }
}
