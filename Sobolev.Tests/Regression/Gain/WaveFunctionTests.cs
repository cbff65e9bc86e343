using Sobolev.Randomness;
using Sobolev.Regression;

namespace Sobolev.Tests.Regression.Gain;

public sealed class WaveFunctionTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(3, 1)]
    [InlineData(20, 2)]
    public void The_gradient_is_that_of_finite_differences(int dims, double wavelength)
    {
        var function = new WaveFunction(dims, wavelength, 20, new RandomStream(1));
        var stream = new RandomStream(2);
        for (var point = 0; point < 20; point++)
        {
            double[] x = [.. Enumerable.Range(0, dims).Select(_ => stream.NextDouble())];
            var gradient = new double[dims];
            function.At(x, gradient);
            for (var i = 0; i < dims; i++)
                Assert.Equal(Slope(function, x, i), gradient[i], 1e-6);
        }
    }

    [Fact]
    public void A_wave_repeats_itself_after_its_wavelength()
    {
        // one wave in one dimension: its direction is the axis
        var function = new WaveFunction(1, 0.25, 1, new RandomStream(3));
        var unused = new double[1];
        Assert.Equal(function.At([0.1], unused), function.At([0.35], unused), 1e-12);
        Assert.Equal(function.At([0.1], unused), -function.At([0.225], unused), 1e-12);
    }

    [Fact]
    public void The_mean_square_is_one_and_points_are_in_the_cube()
    {
        double[] squares =
        [
            .. Enumerable.Range(0, 200).Select(seed =>
            {
                var samples = new WaveFunction(3, 0.5, 20, new RandomStream(seed, "waves")).Uniform(50, new RandomStream(seed, "data"));
                Assert.All(samples.Points, x => Assert.InRange(x, 0, 1));
                return samples.Values.Average(value => value * value);
            }),
        ];
        Assert.Equal(1, squares.Average(), 0.1);
    }

    [Fact]
    public void Fewer_points_and_their_noise_are_the_first_of_more()
    {
        var function = new WaveFunction(2, 1, 20, new RandomStream(4));
        var (few, many) = (function.Uniform(5, new RandomStream(5)), function.Uniform(9, new RandomStream(5)));
        Assert.Equal(few.Points, many.Points[..10]);
        var (first, second) = (new RandomStream(6), new RandomStream(6));
        var (noisy, more) = (WaveFunction.Noisy(few, 1, 1, first), WaveFunction.Noisy(many, 1, 1, second));
        // relative to root mean squares that differ
        Assert.Equal((noisy.Values[4] - few.Values[4]) / Rms(few.Values), (more.Values[4] - many.Values[4]) / Rms(many.Values), 1e-12);
        Assert.Equal((noisy.Jacobians[9] - few.Jacobians[9]) / Rms(few.Jacobians),
            (more.Jacobians[9] - many.Jacobians[9]) / Rms(many.Jacobians), 1e-12);
    }

    [Fact]
    public void Noise_has_the_level_that_is_asked_for()
    {
        var exact = new WaveFunction(4, 1, 20, new RandomStream(7)).Uniform(5000, new RandomStream(8));
        var noisy = WaveFunction.Noisy(exact, 0.2, 0.5, new RandomStream(9));
        Assert.Equal(0.2 * Rms(exact.Values), Rms([.. noisy.Values.Zip(exact.Values, (a, b) => a - b)]), 0.01);
        Assert.Equal(0.5, Rms([.. noisy.Jacobians.Zip(exact.Jacobians, (a, b) => a - b)]) / Rms(exact.Jacobians), 0.01);
        Assert.Equal(exact.Values, WaveFunction.Noisy(exact, 0, 0.5, new RandomStream(9)).Values);
    }

    private static double Rms(double[] numbers) => Math.Sqrt(numbers.Average(number => number * number));

    private static double Slope(WaveFunction function, double[] x, int i)
    {
        const double h = 1e-5;
        double At(double step)
        {
            var moved = (double[])x.Clone();
            moved[i] += step;
            return function.At(moved, new double[x.Length]);
        }

        return (At(h) - At(-h)) / (2 * h);
    }
}
