using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Tests.Data;

/// <summary>
/// Why gradients do not help on Bukin's function (docs/paper.md): its squared gradient, near 2500 (1 + 0.0004 x^2) / |u| at the distance
/// u = y - 0.01 x^2 from the ridge, has no mean.
/// </summary>
public sealed class BukinRidgeTests
{
    /// <summary>2500 / 60 of the integral of 1 + 0.0004 x^2 over -15 ... -5, times 2 ln 10 for both sides of the ridge.</summary>
    private const double OfADecade = 2500.0 / 60 * (10 + 0.0004 * (3375 - 125) / 3) * 2 * 2.302585093;

    [Fact]
    public void Each_decade_of_the_distance_adds_the_same_to_the_mean_squared_gradient()
    {
        const int count = 400_000;
        var sums = new double[3];
        foreach (var (distance, square) in Squares(count, seed: 0))
        {
            var decade = (int)Math.Floor(-Math.Log10(distance));
            if (decade is >= 0 and < 3)
                sums[decade] += square / count;
        }

        Assert.Equal(2002, OfADecade, 0.5);
        // about four deviations of the mean of the last decade
        Assert.All(sums, sum => Assert.InRange(sum / OfADecade, 0.92, 1.08));
    }

    [Theory]
    [InlineData(20, 0.36)]
    [InlineData(100, 0.28)]
    [InlineData(10_000, 0.26)]
    public void One_point_makes_a_quarter_to_a_third_of_the_gradient_loss_however_many_there_are(int points, double share)
    {
        var seeds = Enumerable.Range(0, points > 1000 ? 40 : 400);
        var mean = seeds.Average(seed =>
        {
            double[] squares = [.. Squares(points, seed).Select(point => point.Square)];
            return squares.Max() / squares.Sum();
        });
        Assert.Equal(share, mean, 0.08);
    }

    private static IEnumerable<(double Distance, double Square)> Squares(int count, long seed)
    {
        var samples = FunctionSamples.Uniform(BenchmarkFunctions.Bukin, count, new RandomStream(seed, "ridge"));
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (samples.Points[2 * i], samples.Points[2 * i + 1]);
            var (byX, byY) = (samples.Jacobians[2 * i], samples.Jacobians[2 * i + 1]);
            yield return (Math.Abs(y - 0.01 * x * x), byX * byX + byY * byY);
        }
    }
}
