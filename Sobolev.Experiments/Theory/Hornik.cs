using MathNet.Numerics.LinearAlgebra;
using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Theory;

/// <summary>
/// A combination of sigmoids, sum c_i s(w_i . x + b_i), near a function and its gradient: what Hornik's theorem promises Theorem 1. Random
/// inner weights, the outer ones by least squares on values and gradients.
/// </summary>
internal sealed record Hornik(double[][] Inner, double[] Thresholds, double[] Outer)
{
    private const int PerSide = 24;

    // keeps the outer weights small: the cost of Theorem 1 grows with their sum
    private const double Ridge = 1e-5;

    /// <summary>Fits McCormick's function, on [-1, 1]^2 and scaled so that the largest value or partial derivative is one.</summary>
    public static Hornik Fit(int sigmoids, RandomStream stream)
    {
        double[][] inner = [.. Enumerable.Range(0, sigmoids).Select(_ => new[] { 3 * stream.NextNormal(), 3 * stream.NextNormal() })];
        double[] thresholds = [.. inner.Select(w => stream.NextUniform(-1, 1) * (Math.Abs(w[0]) + Math.Abs(w[1])))];
        var rows = Matrix<double>.Build.Dense(3 * PerSide * PerSide + sigmoids, sigmoids);
        var target = Vector<double>.Build.Dense(rows.RowCount);
        for (var i = 0; i < PerSide * PerSide; i++)
        {
            var (x, y) = (2.0 * (i % PerSide) / (PerSide - 1) - 1, 2.0 * (i / PerSide) / (PerSide - 1) - 1);
            (target[3 * i], target[3 * i + 1], target[3 * i + 2]) = Target(x, y);
            for (var j = 0; j < sigmoids; j++)
            {
                var z = inner[j][0] * x + inner[j][1] * y + thresholds[j];
                var slope = SmoothFunction.LogisticSlope(z);
                (rows[3 * i, j], rows[3 * i + 1, j], rows[3 * i + 2, j]) =
                    (SmoothFunction.Logistic(z), slope * inner[j][0], slope * inner[j][1]);
            }
        }

        for (var j = 0; j < sigmoids; j++)
            rows[3 * PerSide * PerSide + j, j] = Math.Sqrt(Ridge);
        return new Hornik(inner, thresholds, [.. rows.QR().Solve(target)]);
    }

    /// <summary>Value and gradient of the function at a point of [-1, 1]^2.</summary>
    public static (double Value, double X, double Y) Target(double x, double y)
    {
        var function = BenchmarkFunctions.McCormick;
        var domain = function.Domain;
        var (halfX, halfY) = ((domain.X1 - domain.X0) / 2, (domain.Y1 - domain.Y0) / 2);
        var (u, v) = (domain.X0 + (1 + x) * halfX, domain.Y0 + (1 + y) * halfY);
        var gradient = function.Gradient(u, v);
        // the largest of |f|, |f_x| and |f_y| over the square: f_y at its corner (-1, 1)
        const double scale = 44.45;
        return (function.Value(u, v) / scale, gradient.X * halfX / scale, gradient.Y * halfY / scale);
    }

    /// <summary>The combination with another function instead of the sigmoid.</summary>
    public (double Value, double X, double Y) At(double x, double y, Func<double, double> value, Func<double, double> slope)
    {
        double sum = 0, sumX = 0, sumY = 0;
        for (var i = 0; i < Outer.Length; i++)
        {
            var z = Inner[i][0] * x + Inner[i][1] * y + Thresholds[i];
            var bend = Outer[i] * slope(z);
            (sum, sumX, sumY) = (sum + Outer[i] * value(z), sumX + bend * Inner[i][0], sumY + bend * Inner[i][1]);
        }

        return (sum, sumX, sumY);
    }

    /// <summary>
    /// Largest total effect of an error of one in every sigmoid, in value and slope: the larger of sum |c| and sum |c| |w|, by entries.
    /// </summary>
    public double Amplification => Inner.Zip(Outer, (w, c) => Math.Abs(c) * Math.Max(1, Math.Max(Math.Abs(w[0]), Math.Abs(w[1])))).Sum();
}
