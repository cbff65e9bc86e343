using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>
/// A random function on the unit cube without a preferred direction: f(x) = sqrt(2 / m) sum_k cos(2 pi &lt;u_k, x&gt; / wavelength + p_k)
/// with m random unit vectors u_k and phases p_k. Its mean square is about 1.
/// </summary>
internal sealed class WaveFunction
{
    private readonly double[][] _waveVectors;
    private readonly double[] _phases;

    /// <param name="dims">Number of inputs.</param>
    /// <param name="wavelength">Length of every wave along its direction, in sides of the cube.</param>
    /// <param name="waves">Number of waves.</param>
    /// <param name="stream">Directions and phases, the same for every wavelength.</param>
    public WaveFunction(int dims, double wavelength, int waves, RandomStream stream)
    {
        (_waveVectors, _phases) = (new double[waves][], new double[waves]);
        for (var k = 0; k < waves; k++)
        {
            var direction = new double[dims];
            stream.NextDirection(direction);
            _waveVectors[k] = [.. direction.Select(part => 2 * Math.PI * part / wavelength)];
            _phases[k] = stream.NextUniform(0, 2 * Math.PI);
        }
    }

    private int Dims => _waveVectors[0].Length;

    /// <summary>The value at <paramref name="x"/>; fills the gradient.</summary>
    public double At(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var amplitude = Math.Sqrt(2.0 / _waveVectors.Length);
        gradient.Clear();
        double value = 0;
        for (var k = 0; k < _waveVectors.Length; k++)
        {
            var phase = _phases[k];
            for (var i = 0; i < x.Length; i++)
                phase += _waveVectors[k][i] * x[i];
            var (sine, cosine) = Math.SinCos(phase);
            value += amplitude * cosine;
            for (var i = 0; i < x.Length; i++)
                gradient[i] -= amplitude * sine * _waveVectors[k][i];
        }

        return value;
    }

    /// <summary>Points uniform in the cube, with exact values and gradients; fewer points are the first of more.</summary>
    public Samples Uniform(int count, RandomStream stream)
    {
        var (points, values, gradients) = (new double[Dims * count], new double[count], new double[Dims * count]);
        for (var i = 0; i < points.Length; i++)
            points[i] = stream.NextDouble();
        for (var i = 0; i < count; i++)
            values[i] = At(points.AsSpan(i * Dims, Dims), gradients.AsSpan(i * Dims, Dims));
        return new Samples(count, Dims, 1, points, values, gradients, []);
    }

    /// <summary>The samples with normal noise, relative to the root mean squares of their values and of their partials.</summary>
    public static Samples Noisy(Samples samples, double valueNoise, double gradientNoise, RandomStream stream)
    {
        var (onValue, onPartial) = (valueNoise * RootMeanSquare(samples.Values), gradientNoise * RootMeanSquare(samples.Jacobians));
        var (values, jacobians) = ((double[])samples.Values.Clone(), (double[])samples.Jacobians.Clone());
        // point by point, so that fewer points have the noise of the first of more
        for (var i = 0; i < samples.Count; i++)
        {
            values[i] += onValue * stream.NextNormal();
            for (var k = 0; k < samples.Inputs; k++)
                jacobians[i * samples.Inputs + k] += onPartial * stream.NextNormal();
        }

        return samples with { Values = values, Jacobians = jacobians };
    }

    private static double RootMeanSquare(double[] numbers) => Math.Sqrt(numbers.Sum(number => number * number) / numbers.Length);
}
