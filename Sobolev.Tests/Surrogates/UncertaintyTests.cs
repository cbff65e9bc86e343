using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Surrogates;

public sealed class UncertaintyTests
{
    [Fact]
    public void The_factor_of_many_normal_errors_is_their_deviation()
    {
        var stream = new RandomStream(0, "ratios");
        double[] ratios = [.. Enumerable.Range(0, 5000).Select(_ => 3 * stream.NextNormal())];
        Assert.Equal(3, Uncertainty.FactorOf(ratios), 0.1);
    }

    /// <summary>Their root mean square would be 10.</summary>
    [Fact]
    public void One_large_error_among_many_hardly_widens_the_intervals()
    {
        var stream = new RandomStream(0, "ratios");
        double[] ratios = [.. Enumerable.Range(0, 99).Select(_ => stream.NextNormal()), 100];
        Assert.InRange(Uncertainty.FactorOf(ratios), 0.8, 1.3);
    }

    [Fact]
    public void Few_rows_change_little()
    {
        Assert.Equal(1, Uncertainty.FactorOf([]));
        Assert.InRange(Uncertainty.FactorOf([0.01]), 0.2, 0.5);
        Assert.InRange(Uncertainty.FactorOf([.. Enumerable.Repeat(0.01, 50)]), 0.005, 0.012);
    }

    /// <summary>Noisy values: held-out rows and new rows of the table are within the intervals as often as they should be.</summary>
    [Fact]
    public void Intervals_of_a_process_have_new_rows_as_often_as_they_say()
    {
        const int count = 60, fresh = 400;
        var (x, y) = Noisy(count, "rows");
        var surrogate = Surrogate.Fit(x, y, options: new SurrogateOptions { Model = ModelKind.Kriging },
            cancellation: TestContext.Current.CancellationToken);
        var (points, values) = Noisy(fresh, "fresh");
        double Part(double deviations) => Enumerable.Range(0, fresh).Average(row =>
            Math.Abs(surrogate.Predict([points[row, 0]])[0] - values[row, 0])
                <= deviations * surrogate.PredictDeviation([points[row, 0]])[0] ? 1.0 : 0);
        Assert.InRange(Part(1), 0.58, 0.82);
        Assert.InRange(Part(1.96), 0.88, 0.99);
    }

    private static (double[,] X, double[,] Y) Noisy(int count, string name)
    {
        var stream = new RandomStream(0, name);
        var (x, y) = (new double[count, 1], new double[count, 1]);
        for (var row = 0; row < count; row++)
        {
            x[row, 0] = stream.NextUniform(-1, 1);
            y[row, 0] = Math.Sin(3 * x[row, 0]) + 0.1 * stream.NextNormal();
        }

        return (x, y);
    }
}
