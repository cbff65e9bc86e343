using MathNet.Numerics.LinearAlgebra;
using Sobolev.Plots;
using Sobolev.Randomness;

namespace Sobolev.Theory;

/// <summary>
/// Proposition 3: values and slopes together determine a function from fewer points: Gaussian densities, piecewise-linear functions.
/// </summary>
internal sealed class Proposition3 : ICheck
{
    private const int Draws = 1000, Pieces = 5, Dim = 4;

    public string Name => "proposition-3";

    public string Statement =>
        "one point with value and slope determines a Gaussian density, two values do not; one such point per piece determines a "
        + "piecewise-linear function, d + 1 values are needed";

    public CheckResult Run(VerifyConfig config)
    {
        var stream = new RandomStream(config.Seed, "proposition-3");
        var (meanError, deviationError) = Recover(stream);
        var first = new Gaussian(2, 1);
        var twin = Gaussian.Twin(first, 0, 3, new Gaussian(2.847, 1.641));
        var asVariance = new Gaussian(2.847, Math.Sqrt(1.641));
        const int unknowns = Pieces * (Dim + 1);
        return new CheckResult(
            $"{Draws} densities recovered from one value and slope each; the twin of N(2, 1) at x = 0 and 3: mean {twin.Mean:F12}, "
            + $"standard deviation {twin.Deviation:F12} (variance {twin.Deviation * twin.Deviation:F12}); {Pieces} linear pieces in "
            + $"dimension {Dim}, {unknowns} unknowns",
            [
                Finding.AtMost("one value and slope: largest error of the mean", meanError, 1e-10),
                Finding.AtMost("one value and slope: largest relative error of the deviation", deviationError, 1e-10),
                Finding.AtMost("N(2, 1) and its twin: relative difference at x = 0", Difference(first, twin, 0), 1e-12),
                Finding.AtMost("N(2, 1) and its twin: relative difference at x = 3", Difference(first, twin, 3), 1e-12),
                Finding.AtLeast("N(2, 1) and its twin: relative difference at x = 1", Difference(first, twin, 1), 0.1),
                Finding.AtMost("the twin's mean less 2.847 (the text's digits)", Math.Abs(twin.Mean - 2.8475), 5e-4),
                Finding.AtMost("the twin's standard deviation less 1.641 (the text's digits)", Math.Abs(twin.Deviation - 1.6415), 5e-4),
                Finding.AtLeast("1.641 read as a variance: relative difference at x = 0", Difference(first, asVariance, 0), 0.1),
                Finding.AtLeast("linear pieces: rank, one value and gradient each", Rank(samples: 1, gradients: true, stream), unknowns),
                Finding.AtMost("linear pieces: rank, d values each", Rank(Dim, gradients: false, stream), unknowns - Pieces),
                Finding.AtLeast("linear pieces: rank, d + 1 values each", Rank(Dim + 1, gradients: false, stream), unknowns),
            ])
        {
            Pictures = [("proposition-3", () => Draw(first, twin))],
        };
    }

    private static (double Mean, double Deviation) Recover(RandomStream stream)
    {
        double mean = 0, deviation = 0;
        for (var i = 0; i < Draws; i++)
        {
            var truth = new Gaussian(stream.NextUniform(-3, 3), stream.NextUniform(0.3, 3));
            var x = stream.NextUniform(-3, 3);
            var found = Gaussian.From(x, truth.Density(x), truth.Slope(x));
            mean = Math.Max(mean, Math.Abs(found.Mean - truth.Mean));
            deviation = Math.Max(deviation, Math.Abs(found.Deviation / truth.Deviation - 1));
        }

        return (mean, deviation);
    }

    private static double Difference(Gaussian one, Gaussian other, double x) => Math.Abs(other.Density(x) / one.Density(x) - 1);

    /// <summary>
    /// How many of the unknowns (a constant and a gradient for each piece) samples at random points in each piece determine.
    /// </summary>
    private static int Rank(int samples, bool gradients, RandomStream stream)
    {
        // a sample's rows within its piece, over the unknowns (a, b) of a + <b, x>: (1, x) for the value, (0, unit vector) for the gradient
        var rows = new List<Vector<double>>();
        for (var piece = 0; piece < Pieces; piece++)
        {
            for (var sample = 0; sample < samples; sample++)
            {
                rows.Add(Row(piece, Enumerable.Range(0, Dim).Select(_ => stream.NextUniform(-1, 1)).Prepend(1)));
                for (var k = 0; gradients && k < Dim; k++)
                    rows.Add(Row(piece, Enumerable.Range(0, Dim).Select(j => j == k ? 1.0 : 0).Prepend(0)));
            }
        }

        return Matrix<double>.Build.DenseOfRowVectors(rows).Rank();

        Vector<double> Row(int piece, IEnumerable<double> entries)
        {
            var row = Vector<double>.Build.Dense(Pieces * (Dim + 1));
            row.SetSubVector(piece * (Dim + 1), Dim + 1, Vector<double>.Build.DenseOfEnumerable(entries));
            return row;
        }
    }

    private static Figure Draw(Gaussian first, Gaussian twin)
    {
        double[] x = [.. Enumerable.Range(0, 801).Select(i => -3 + 11.0 * i / 800)];
        double[] crossings = [0, 3];
        return LineChart.Of("proposition 3: two Gaussian densities with the same values at x = 0 and x = 3",
        [
            new ChartPanel("value", "density", [.. Curves(gaussian => gaussian.Density)]) { XLabel = "x" },
            new ChartPanel("slope: it tells them apart", "slope of the density", [.. Curves(gaussian => gaussian.Slope)]) { XLabel = "x" },
        ]);

        IEnumerable<ChartSeries> Curves(Func<Gaussian, Func<double, double>> of)
        {
            foreach (var (name, gaussian) in new[] { ("N(2, 1)", first), ($"N({twin.Mean:F4}, {twin.Deviation:F4})", twin) })
                yield return new ChartSeries(name, x, [.. x.Select(of(gaussian))]);
            foreach (var at in crossings)
                yield return new ChartSeries($"x = {at}", [at], [of(first)(at)]);
        }
    }
}
