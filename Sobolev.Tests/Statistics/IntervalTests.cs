using Sobolev.Statistics;

namespace Sobolev.Tests.Statistics;

public sealed class IntervalTests
{
    /// <summary>Quantiles of Student's distribution at 0.975 from printed tables: 12.706 for 1 degree of freedom, 4.303 for 2, 2.776 for 4,
    /// 2.262 for 9.</summary>
    [Theory]
    [InlineData(2, 12.706)]
    [InlineData(3, 4.303)]
    [InlineData(5, 2.776)]
    [InlineData(10, 2.262)]
    public void Half_its_width_is_the_quantile_times_the_standard_error(int count, double quantile)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => i * i * 1.5)];
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (count - 1));
        var interval = Interval.Of(values);
        Assert.Equal(mean, interval.Mean, 1e-12);
        Assert.Equal(quantile * deviation / Math.Sqrt(count), interval.High - mean, 2e-4 * deviation * quantile);
        Assert.Equal(interval.High - mean, mean - interval.Low, 1e-9);
    }

    [Fact]
    public void One_value_has_no_interval()
    {
        var interval = Interval.Of([7]);
        Assert.Equal(7, interval.Mean);
        Assert.True(double.IsNaN(interval.Low) && double.IsNaN(interval.High));
    }

    /// <summary>1, 10, 100 are 0, 1, 2 decades: mean 1, standard deviation 1, half width 4.303 / sqrt(3) decades.</summary>
    [Fact]
    public void Errors_have_the_interval_of_their_logarithm()
    {
        var interval = Interval.OfLogarithms([1, 10, 100]);
        Assert.Equal(10, interval.Mean, 1e-9);
        Assert.Equal(1 + (4.303 / Math.Sqrt(3)), Math.Log10(interval.High), 1e-3);
        Assert.Equal(1 - (4.303 / Math.Sqrt(3)), Math.Log10(interval.Low), 1e-3);
        Assert.True(interval.Low > 0);
    }

    [Fact]
    public void An_error_of_zero_gives_no_interval()
    {
        var interval = Interval.OfLogarithms([0, 1]);
        Assert.Equal(0, interval.Mean);
        Assert.True(double.IsNaN(interval.Low) && double.IsNaN(interval.High));
    }
}
