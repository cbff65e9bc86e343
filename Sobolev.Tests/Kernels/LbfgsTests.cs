using CsCheck;
using Sobolev.Kernels;

namespace Sobolev.Tests.Kernels;

public sealed class LbfgsTests
{
    [Fact]
    public void The_minimum_of_Rosenbrock_is_found_from_anywhere() =>
        Gen.Select(Gen.Double[-2, 2], Gen.Double[-2, 2]).Sample((x, y) =>
        {
            var minimiser = new Lbfgs(Rosenbrock, [x, y], flat: 1e-9);
            while (!minimiser.HasEnded && minimiser.Iterations < 300)
                minimiser.Iterate();
            Assert.Equal(1, minimiser.Point[0], 1e-5);
            Assert.Equal(1, minimiser.Point[1], 1e-5);
        }, iter: 100, threads: 1);

    [Fact]
    public void No_iteration_makes_the_function_larger()
    {
        var minimiser = new Lbfgs(Rosenbrock, [-1.2, 1]);
        while (!minimiser.HasEnded && minimiser.Iterations < 100)
        {
            var before = minimiser.Value;
            minimiser.Iterate();
            Assert.True(minimiser.Value <= before * (1 + 1e-12));
        }
    }

    /// <summary>A quadratic of n numbers takes about n iterations: the memory is used.</summary>
    [Fact]
    public void A_quadratic_of_many_scales_takes_few_iterations()
    {
        double[] curvatures = [.. Enumerable.Range(0, 20).Select(k => Math.Pow(10, k / 5.0))];
        var minimiser = new Lbfgs(
            (x, gradient) =>
            {
                double sum = 0;
                for (var k = 0; k < x.Length; k++)
                {
                    gradient[k] = curvatures[k] * (x[k] - k);
                    sum += 0.5 * gradient[k] * (x[k] - k);
                }

                return sum;
            },
            new double[20],
            flat: 1e-8);
        while (!minimiser.HasEnded && minimiser.Iterations < 500)
            minimiser.Iterate();
        Assert.InRange(minimiser.Iterations, 1, 150);
        Assert.All(minimiser.Point.ToArray().Select((x, k) => x - k), error => Assert.Equal(0, error, 1e-6));
    }

    /// <summary>The curvature of a function serves three times that function from another point.</summary>
    [Fact]
    public void What_another_minimisation_has_learned_saves_iterations()
    {
        double[] curvatures = [.. Enumerable.Range(0, 12).Select(k => Math.Pow(10, k / 4.0))];
        Differentiable Quadratic(double factor) => (x, gradient) =>
        {
            double sum = 0;
            for (var k = 0; k < x.Length; k++)
            {
                gradient[k] = factor * curvatures[k] * x[k];
                sum += 0.5 * gradient[k] * x[k];
            }

            return sum;
        };
        var first = Run(new Lbfgs(Quadratic(1), [.. curvatures.Select(_ => 1.0)], flat: 1e-6));
        double[] start = [.. curvatures.Select((_, k) => k - 5.0)];
        var (plain, taught) = (new Lbfgs(Quadratic(3), start, flat: 1e-6), new Lbfgs(Quadratic(3), start, flat: 1e-6));
        taught.Learn(first, 3);
        Assert.True(4 * Run(taught).Iterations < 3 * Run(plain).Iterations, $"{taught.Iterations} and {plain.Iterations} iterations");

        static Lbfgs Run(Lbfgs minimiser)
        {
            while (!minimiser.HasEnded && minimiser.Iterations < 500)
                minimiser.Iterate();
            return minimiser;
        }
    }

    [Fact]
    public void It_goes_on_to_the_bit_from_what_was_saved()
    {
        var whole = new Lbfgs(Rosenbrock, [-1.2, 1]);
        for (var k = 0; k < 9; k++)
            whole.Iterate();
        var resumed = new Lbfgs(Rosenbrock, [0, 0]);
        resumed.Load(whole.Save());
        for (var k = 0; k < 9; k++)
        {
            whole.Iterate();
            resumed.Iterate();
        }

        Assert.Equal(whole.Point.ToArray(), resumed.Point.ToArray());
        Assert.Equal(whole.Save(), resumed.Save());
    }

    [Fact]
    public void A_place_without_a_value_is_not_stepped_into()
    {
        // log x has no value left of 0, and the minimum lies close to it
        var minimiser = new Lbfgs(
            (x, gradient) =>
            {
                gradient[0] = 1 - 0.01 / x[0];
                return x[0] > 0 ? x[0] - 0.01 * Math.Log(x[0]) : double.PositiveInfinity;
            },
            [5],
            flat: 1e-8);
        while (!minimiser.HasEnded && minimiser.Iterations < 100)
            minimiser.Iterate();
        Assert.Equal(0.01, minimiser.Point[0], 1e-6);
    }

    [Fact]
    public void Steps_satisfy_the_strong_Wolfe_conditions() =>
        Gen.Select(Gen.Double[0.1, 5], Gen.Double[-3, 3], Gen.Double[0.01, 20]).Sample((curvature, tilt, first) =>
        {
            // decreases at 0; smooth, with waves
            (double Value, double Slope) Along(double t) => (
                curvature * t * t / 2 - (1 + Math.Abs(tilt)) * t + 0.3 * Math.Sin(tilt * t),
                curvature * t - (1 + Math.Abs(tilt)) + 0.3 * tilt * Math.Cos(tilt * t));
            var (value, slope) = Along(0);
            if (slope >= 0)
                return;
            var step = WolfeSearch.Run(Along, value, slope, first, most: 25);
            Assert.True(step > 0);
            Assert.True(Along(step).Value <= value + 1e-4 * step * slope + 1e-12);
            Assert.True(Math.Abs(Along(step).Slope) <= -0.9 * slope);
        }, iter: 500, threads: 1);

    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var (a, b) = (1 - x[0], x[1] - x[0] * x[0]);
        (gradient[0], gradient[1]) = (-2 * a - 400 * x[0] * b, 200 * b);
        return a * a + 100 * b * b;
    }
}
