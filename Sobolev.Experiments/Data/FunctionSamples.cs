using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Data;

/// <summary>Samples of the seven functions.</summary>
internal static class FunctionSamples
{
    /// <summary>Points uniform on the function's domain.</summary>
    public static Samples Uniform(BenchmarkFunction function, int count, RandomStream stream)
    {
        var (points, values, gradients, hessians) =
            (new double[2 * count], new double[count], new double[2 * count], new double[4 * count]);
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
