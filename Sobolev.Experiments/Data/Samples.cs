using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>Points with the values and derivatives of a function there.</summary>
/// <param name="Points">(count, inputs), row by row</param>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
/// <param name="Hessians">(count, outputs, inputs, inputs), or empty where they are not known</param>
public sealed record Samples(int Count, int Inputs, int Outputs, double[] Points, double[] Values, double[] Jacobians, double[] Hessians)
{
    /// <summary>Weight of each entry of <see cref="Values"/>, 0 if it is missing (NaN); null: all are known, with weight 1.</summary>
    public double[]? ValueWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Jacobians"/>; null only together with <see cref="ValueWeights"/>.</summary>
    public double[]? JacobianWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Hessians"/>; null only together with <see cref="ValueWeights"/>.</summary>
    public double[]? HessianWeights { get; init; }

    /// <summary>Points uniform on the function's domain.</summary>
    public static Samples Uniform(BenchmarkFunction function, int count, RandomStream stream)
    {
        var (points, values, gradients, hessians) = (new double[2 * count], new double[count], new double[2 * count], new double[4 * count]);
        for (var i = 0; i < count; i++)
        {
            var x = points[2 * i] = stream.NextUniform(function.Domain.X0, function.Domain.X1);
            var y = points[2 * i + 1] = stream.NextUniform(function.Domain.Y0, function.Domain.Y1);
            values[i] = function.Value(x, y);
            (gradients[2 * i], gradients[2 * i + 1]) = function.Gradient(x, y);
            var (xx, xy, yy) = function.Hessian(x, y);
            (hessians[4 * i], hessians[4 * i + 1], hessians[4 * i + 2], hessians[4 * i + 3]) = (xx, xy, xy, yy);
        }

        return new Samples(count, 2, 1, points, values, gradients, hessians);
    }
}
