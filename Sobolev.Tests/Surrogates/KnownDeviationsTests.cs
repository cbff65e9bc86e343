using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Surrogates;

public sealed class KnownDeviationsTests
{
    /// <summary>
    /// Mean and deviation of a process of values with known noise by the textbook (Rasmussen and Williams, equations 2.25, 2.26 and 2.42):
    /// dense matrices, Gauss-Jordan elimination.
    /// </summary>
    [Fact]
    public void A_process_with_known_noise_is_that_of_the_dense_formula()
    {
        const double variance = 1.7, length = 0.8;
        double[] x = [-1, -0.4, 0.1, 0.5, 0.9], y = [0.3, -0.2, 0.8, 0.4, -0.6], noise = [0.01, 0.5, 0, 0.04, 0.2];
        var data = new Observations(1, x, [0, 1, 2, 3, 4, 5], [.. x.Select(_ => Observable.Value)], y) { KnownNoise = noise };
        var parameters = new KrigingParameters([length], [1e-12]) { Variance = variance };
        var model = KrigingModel.Of(data, Correlation.SquaredExponential, parameters)!;

        double Covariance(double a, double b) => variance * Math.Exp(-(a - b) * (a - b) / (2 * length * length));
        var inverse = Inverse([.. x.Select((a, i) => x.Select((b, j) => Covariance(a, b) + (i == j ? noise[i] : 0)).ToArray())]);
        double Form(double[] left, double[] right) =>
            left.Select((a, i) => a * right.Select((b, j) => inverse[i][j] * b).Sum()).Sum();
        double[] ones = [1, 1, 1, 1, 1];
        var mean = Form(ones, y) / Form(ones, ones);
        foreach (var point in new[] { -0.7, 0.1, 0.3, 2 })
        {
            double[] cross = [.. x.Select(a => Covariance(a, point))];
            var expected = mean + Form(cross, [.. y.Select(value => value - mean)]);
            var unexplained = 1 - Form(ones, cross);
            var spread = variance - Form(cross, cross) + unexplained * unexplained / Form(ones, ones);
            double[] found = new double[1], variances = new double[1];
            model.Predict([point], [Observable.Value], found);
            model.Variances([point], [Observable.Value], variances);
            Assert.Equal(expected, found[0], 1e-9);
            Assert.Equal(spread, variances[0], 1e-9);
        }
    }

    /// <summary>Weighted least squares: the inverse variances, in parts of their mean.</summary>
    [Fact]
    public void Weights_are_inverse_variances()
    {
        var samples = new Samples(4, 1, 1, [0, 1, 2, 3], [10, -10, 10, double.NaN], [3, -3, double.NaN, 3], []);
        var known = KnownDeviations.Of(samples, [1, 2, 4, 1], [0, 0, 0, 0]);
        double[] inverse = [1 / 1.01, 1 / 4.01, 1 / 16.01];
        Assert.All(known.ValueWeights![..3].Zip(inverse), pair => Assert.Equal(pair.Second / inverse.Average(), pair.First, 1e-12));
        Assert.All(known.JacobianWeights!, weight => Assert.Equal(1, weight));
    }

    /// <summary>Half of the rows are noisy, and the deviations say which: the fit follows the others.</summary>
    [Theory]
    [InlineData(ModelKind.Kriging, 0.3)]
    [InlineData(ModelKind.Network, 0.7)]
    public void Noisy_rows_that_are_known_do_less_harm(ModelKind kind, double part)
    {
        const int count = 40;
        var stream = new RandomStream(0, "known");
        var (x, y, deviations) = (new double[count, 1], new double[count, 1], new double[count, 1]);
        for (var row = 0; row < count; row++)
        {
            deviations[row, 0] = row % 2 == 0 ? 0.5 : 0.001;
            x[row, 0] = stream.NextUniform(-1, 1);
            y[row, 0] = Math.Sin(3 * x[row, 0]) + deviations[row, 0] * stream.NextNormal();
        }

        var options = new SurrogateOptions { Model = kind, Holdout = kind == ModelKind.Network ? 0.25 : 0 };
        Assert.InRange(Error(options with { ValueDeviations = deviations }) / Error(options), 0, part);

        double Error(SurrogateOptions some)
        {
            var surrogate = Surrogate.Fit(x, y, null, some, cancellation: TestContext.Current.CancellationToken);
            return Math.Sqrt(Enumerable.Range(0, 41).Average(k => Math.Pow(surrogate.Predict([0.04 * k - 0.8])[0]
                - Math.Sin(3 * (0.04 * k - 0.8)), 2)));
        }
    }

    /// <summary>A file has what the process needs to be conditioned again.</summary>
    [Fact]
    public void A_file_keeps_the_known_noise()
    {
        var (x, y, deviations) = (new double[8, 1], new double[8, 1], new double[8, 1]);
        for (var row = 0; row < 8; row++)
            (x[row, 0], y[row, 0], deviations[row, 0]) = (row, Math.Sin(row), row % 2 == 0 ? 0.2 : double.NaN);
        using var folder = new TemporaryFolder();
        var options = new SurrogateOptions { Model = ModelKind.Kriging, ValueDeviations = deviations };
        var surrogate = Surrogate.Fit(x, y, null, options, cancellation: TestContext.Current.CancellationToken);
        surrogate.Save(folder.File("known.safetensors"));
        var again = Surrogate.Load(folder.File("known.safetensors"));
        Assert.Equal(surrogate.PredictDeviation([2.5])[0], again.PredictDeviation([2.5])[0], 1e-9);
        Assert.Throws<ArgumentException>(() => Surrogate.Fit(x, y, null, options with { ValueDeviations = new double[7, 1] },
            cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => Surrogate.Fit(x, y, null, options with { Weights = [.. new double[8].Select(_ => 1.0)] },
            cancellation: TestContext.Current.CancellationToken));
    }

    private static double[][] Inverse(double[][] matrix)
    {
        var n = matrix.Length;
        double[][] rows = [.. matrix.Select((row, i) => (double[])[.. row, .. Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0)])];
        for (var pivot = 0; pivot < n; pivot++)
        {
            rows[pivot] = [.. rows[pivot].Select(entry => entry / rows[pivot][pivot])];
            for (var row = 0; row < n; row++)
            {
                if (row != pivot)
                    rows[row] = [.. rows[row].Select((entry, k) => entry - rows[row][pivot] * rows[pivot][k])];
            }
        }

        return [.. rows.Select(row => row[n..])];
    }
}
