using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>Second derivatives of a multilayer perceptron in closed form.</summary>
/// <remarks>
/// With z_k the inputs of the activations of layer k, J_k their Jacobian by x, and g the gradient of an output by those activations:
/// d2 o / dx dx' = sum over hidden layers k of J_k' diag(g s''(z_k)) J_k, for only the activations curve. Zero almost everywhere for
/// ReLU and leaky ReLU.
/// </remarks>
internal static class MlpHessian
{
    /// <summary>(outputs, inputs, inputs) at one point.</summary>
    public static double[] At(MlpShape shape, ReadOnlySpan<double> parameters, ReadOnlySpan<double> x)
    {
        var layers = Layers(shape, parameters);
        var (slopes, curvatures, jacobians) = Forward(shape, layers, x);
        var n = shape.Inputs;
        var hessian = new double[shape.Outputs * n * n];
        for (var o = 0; o < shape.Outputs; o++)
        {
            var gradient = Row(layers[^1].Weight, o, layers[^1].FanIn);
            for (var k = slopes.Count - 1; k >= 0; k--)
            {
                for (var unit = 0; unit < gradient.Length; unit++)
                    AddOuter(hessian.AsSpan(o * n * n, n * n), gradient[unit] * curvatures[k][unit], jacobians[k].AsSpan(unit * n, n));
                if (k > 0)
                    gradient = Back(layers[k], gradient, slopes[k]);
            }
        }

        return hessian;
    }

    private static (List<double[]> Slopes, List<double[]> Curvatures, List<double[]> Jacobians) Forward(
        MlpShape shape,
        List<(double[] Weight, double[] Bias, int FanIn)> layers,
        ReadOnlySpan<double> x)
    {
        var n = shape.Inputs;
        var (slopes, curvatures, jacobians) = (new List<double[]>(), new List<double[]>(), new List<double[]>());
        var (a, da) = (x.ToArray(), Identity(n));
        foreach (var (weight, bias, fanIn) in layers.SkipLast(1))
        {
            var width = bias.Length;
            var (next, dz, slope, curvature) = (new double[width], new double[width * n], new double[width], new double[width]);
            for (var unit = 0; unit < width; unit++)
            {
                var z = bias[unit];
                for (var i = 0; i < fanIn; i++)
                {
                    z += weight[unit * fanIn + i] * a[i];
                    for (var j = 0; j < n; j++)
                        dz[unit * n + j] += weight[unit * fanIn + i] * da[i * n + j];
                }

                (next[unit], slope[unit], curvature[unit]) = ScalarActivations.At(shape.Activation, z);
            }

            slopes.Add(slope);
            curvatures.Add(curvature);
            jacobians.Add(dz);
            da = [.. dz.Select((entry, k) => entry * slope[k / n])];
            a = next;
        }

        return (slopes, curvatures, jacobians);
    }

    /// <summary>The gradient by the activations below a layer, from that by the activations it feeds.</summary>
    private static double[] Back((double[] Weight, double[] Bias, int FanIn) layer, double[] gradient, double[] slope)
    {
        var below = new double[layer.FanIn];
        for (var unit = 0; unit < gradient.Length; unit++)
        {
            for (var i = 0; i < layer.FanIn; i++)
                below[i] += gradient[unit] * slope[unit] * layer.Weight[unit * layer.FanIn + i];
        }

        return below;
    }

    private static void AddOuter(Span<double> matrix, double factor, ReadOnlySpan<double> vector)
    {
        if (factor == 0)
            return;
        for (var i = 0; i < vector.Length; i++)
        {
            for (var j = 0; j < vector.Length; j++)
                matrix[i * vector.Length + j] += factor * vector[i] * vector[j];
        }
    }

    private static List<(double[] Weight, double[] Bias, int FanIn)> Layers(MlpShape shape, ReadOnlySpan<double> parameters)
    {
        var layers = new List<(double[] Weight, double[] Bias, int FanIn)>();
        var offset = 0;
        foreach (var (fanIn, fanOut) in shape.Layers)
        {
            layers.Add((parameters.Slice(offset, fanIn * fanOut).ToArray(),
                parameters.Slice(offset + fanIn * fanOut, fanOut).ToArray(), fanIn));
            offset += (fanIn + 1) * fanOut;
        }

        return layers;
    }

    private static double[] Row(double[] matrix, int row, int columns) => matrix[(row * columns)..((row + 1) * columns)];

    private static double[] Identity(int n) => [.. Enumerable.Range(0, n * n).Select(k => k / n == k % n ? 1.0 : 0.0)];
}
