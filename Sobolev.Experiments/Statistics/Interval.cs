using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Sobolev.Statistics;

/// <summary>A mean over seeds and its 95% confidence interval.</summary>
/// <param name="Mean">The mean; not-a-number of no values.</param>
/// <param name="Low">Lower end; not-a-number of fewer than two values.</param>
/// <param name="High">Upper end; likewise.</param>
public readonly record struct Interval(double Mean, double Low, double High)
{
    /// <summary>Quantile of the upper end: 2.5% lie above.</summary>
    private const double Upper = 0.975;

    /// <summary>Arithmetic mean and Student's t interval.</summary>
    public static Interval Of(IReadOnlyList<double> values)
    {
        var mean = values.Mean();
        if (values.Count < 2)
            return new(mean, double.NaN, double.NaN);
        var half = StudentT.InvCDF(0, 1, values.Count - 1, Upper) * values.StandardDeviation() / Math.Sqrt(values.Count);
        return new(mean, mean - half, mean + half);
    }

    /// <summary>
    /// Geometric mean and the interval of the logarithm: for errors and ratios, which are positive and vary by factors, so that an
    /// arithmetic interval of few values would reach below zero.
    /// </summary>
    /// <param name="values">Positive; a zero gives a mean of zero and an interval of not-a-number.</param>
    public static Interval OfLogarithms(IReadOnlyList<double> values)
    {
        if (values.Contains(0))
            return new(0, double.NaN, double.NaN);
        var (mean, low, high) = Of([.. values.Select(value => Math.Log(value))]);
        return new(Math.Exp(mean), Math.Exp(low), Math.Exp(high));
    }
}
