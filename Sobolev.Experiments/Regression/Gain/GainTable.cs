using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Regression;

/// <summary>The worth of partials in one case and with one number of samples.</summary>
/// <param name="Value">Error of the value of regular training over that of Sobolev training, over the seeds.</param>
/// <param name="Gradient">The same of the gradient.</param>
/// <param name="EquivalentSamples">
/// Samples without partials that give the error of the value of Sobolev training; not-a-number outside the numbers of samples of the run.
/// </param>
internal sealed record GainRow(GainKey Key, Interval Value, Interval Gradient, double EquivalentSamples);

/// <summary>Regular beside Sobolev training: gain.csv.</summary>
internal static class GainTable
{
    public static IReadOnlyList<string> Header { get; } =
    [
        "dims", "wavelength", "gradient_noise", "samples", "spacing", "value_gain", "value_gain_ci95_low", "value_gain_ci95_high",
        "gradient_gain", "gradient_gain_ci95_low", "gradient_gain_ci95_high", "equivalent_samples",
    ];

    /// <summary>A row for each case and number of samples that both methods were trained with.</summary>
    public static IReadOnlyList<GainRow> Rows(RunResults results)
    {
        var plans = results.Plans.ToLookup(plan => plan.KeyAs<GainKey>());
        return
        [
            .. from sobolev in results.Plans.Select(plan => plan.KeyAs<GainKey>()).Distinct()
               where sobolev.Method == RegressMethod.Sobolev
               let regular = sobolev with { Method = RegressMethod.Regular }
               where plans.Contains(regular)
               select new GainRow(sobolev, Ratio(results, plans[regular], plans[sobolev], GainExperiment.TestValueError),
                   Ratio(results, plans[regular], plans[sobolev], GainExperiment.TestGradientError), Equivalent(results, sobolev)),
        ];
    }

    public static ResultTable Of(RunResults results) => new("gain.csv", Header,
    [
        .. Rows(results).Select(row => (IReadOnlyList<object?>)
        [
            row.Key.Case.Dims, row.Key.Case.Wavelength, row.Key.Case.GradientNoise, row.Key.Samples, row.Key.Spacing,
            row.Value.Mean, row.Value.Low, row.Value.High, row.Gradient.Mean, row.Gradient.Low, row.Gradient.High,
            row.EquivalentSamples,
        ]),
    ]);

    /// <summary>Seed by seed; mean and interval are those of the logarithm.</summary>
    private static Interval Ratio(RunResults results, IEnumerable<TrialPlan> regular, IEnumerable<TrialPlan> sobolev, string metric) =>
        Interval.OfLogarithms(
        [
            .. from one in regular
               join other in sobolev on one.Seed equals other.Seed
               select results.MetricOf(one, metric)[^1] / results.MetricOf(other, metric)[^1],
        ]);

    private static double Equivalent(RunResults results, GainKey sobolev) => EquivalentSamples(Error(results, sobolev),
    [
        .. from key in results.Plans.Select(plan => plan.KeyAs<GainKey>()).Distinct()
           where key.Case == sobolev.Case && key.Method == RegressMethod.Regular
           orderby key.Samples
           select (key.Samples, Error(results, key)),
    ]);

    /// <summary>The number of samples at which a curve, straight in both logarithms between its points, falls to an error.</summary>
    /// <param name="error">The error; its first crossing counts.</param>
    /// <param name="curve">Errors by numbers of samples, in their order.</param>
    internal static double EquivalentSamples(double error, IReadOnlyList<(int Samples, double Error)> curve)
    {
        foreach (var (from, to) in curve.Zip(curve.Skip(1)))
            if (from.Error >= error && to.Error <= error && from.Error > to.Error)
            {
                var share = Math.Log(from.Error / error) / Math.Log(from.Error / to.Error);
                return from.Samples * Math.Pow((double)to.Samples / from.Samples, share);
            }
        return double.NaN;
    }

    private static double Error(RunResults results, GainKey key) => Interval.OfLogarithms(
        results.LastOf(results.Plans.Where(plan => plan.KeyAs<GainKey>() == key), GainExperiment.TestValueError)).Mean;
}
