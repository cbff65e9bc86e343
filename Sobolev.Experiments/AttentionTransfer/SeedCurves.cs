using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.AttentionTransfer;

/// <summary>Trials of one method and alpha, gathered over the seeds.</summary>
/// <param name="Name">The method, with its alpha where the run has several.</param>
internal sealed record SeedCurves(string Name, IReadOnlyList<TrialPlan> Plans)
{
    public string Method => (string)Plans[0].Keys[0];

    public double Alpha => (double)Plans[0].Keys[1];

    public static IReadOnlyList<SeedCurves> Of(RunResults results)
    {
        var several = SeveralAlphas(results);
        return
        [
            .. from plan in results.Plans
               group plan by (Method: (string)plan.Keys[0], Alpha: (double)plan.Keys[1]) into seeds
               select new SeedCurves(NameOf(seeds.First(), several), [.. seeds]),
        ];
    }

    public static bool SeveralAlphas(RunResults results) => results.Plans.Select(plan => (double)plan.Keys[1]).Where(alpha => alpha > 0).Distinct().Count() > 1;

    /// <summary>The method, with its alpha if there are <paramref name="several"/>.</summary>
    public static string NameOf(TrialPlan plan, bool several) =>
        several && AttentionMethod.Named((string)plan.Keys[0]).ComparesGradients ? FormattableString.Invariant($"{plan.Keys[0]}, alpha {plan.Keys[1]}") : (string)plan.Keys[0];

    /// <summary>Mean and 95% interval over the seeds of a number that each trial has per row.</summary>
    public ChartSeries Series(RunResults results, Func<TrialPlan, IReadOnlyList<double>> rows)
    {
        var seeds = Plans.Select(rows).ToArray();
        var intervals = Enumerable.Range(0, seeds.Min(seed => seed.Count)).Select(i => Interval([.. seeds.Select(seed => seed[i])])).ToArray();
        return new ChartSeries(Name, [.. results.StepsOf(Plans[0]).Take(intervals.Length).Select(step => (double)step)], [.. intervals.Select(interval => interval.Mean)])
        {
            Low = [.. intervals.Select(interval => interval.Low)],
            High = [.. intervals.Select(interval => interval.High)],
        };
    }

    public (double Mean, double Low, double High) Last(RunResults results, string metric) => Interval([.. Plans.Select(plan => results.MetricOf(plan, metric)[^1])]);

    // nothing pictured here can be negative: an interval of few seeds is cut there
    private static (double Mean, double Low, double High) Interval(IReadOnlyList<double> values)
    {
        var (mean, low, high) = Summary.Interval(values);
        return (mean, Math.Max(0, low), high);
    }
}
