using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.AttentionTransfer;

/// <summary>Trials of one method and alpha, gathered over the seeds.</summary>
/// <param name="Name">The method, with its alpha where the run has several.</param>
internal sealed record SeedCurves(string Name, IReadOnlyList<TrialPlan> Plans)
{
    public string Method => Plans[0].KeyAs<AttentionKey>().Method;

    public double Alpha => Plans[0].KeyAs<AttentionKey>().Alpha;

    public static IReadOnlyList<SeedCurves> Of(RunResults results)
    {
        var several = SeveralAlphas(results);
        return
        [
            .. from plan in results.Plans
               group plan by plan.KeyAs<AttentionKey>() into seeds
               select new SeedCurves(NameOf(seeds.First(), several), [.. seeds]),
        ];
    }

    public static bool SeveralAlphas(RunResults results) =>
        results.Plans.Select(plan => plan.KeyAs<AttentionKey>().Alpha).Where(alpha => alpha > 0).Distinct().Count() > 1;

    /// <summary>The method, with its alpha if there are <paramref name="several"/>.</summary>
    public static string NameOf(TrialPlan plan, bool several)
    {
        var (method, alpha) = plan.KeyAs<AttentionKey>();
        return several && AttentionMethod.Named(method).ComparesGradients
            ? FormattableString.Invariant($"{method}, alpha {alpha}")
            : method;
    }

    /// <summary>Mean and 95% interval over the seeds, a number a row of each trial; those of the logarithm where all numbers are
    /// positive.</summary>
    public ChartSeries Series(RunResults results, Func<TrialPlan, IReadOnlyList<double>> rows, bool isLogarithmic)
    {
        var seeds = Plans.Select(rows).ToArray();
        var isPositive = isLogarithmic && seeds.All(seed => seed.All(value => value > 0));
        return OverSeeds.Line(Name, results.StepsOf(Plans[0]).Select(step => (double)step), seeds,
            isPositive ? Interval.OfLogarithms : Interval.Of);
    }

    /// <summary>Over the seeds, at the end of the training.</summary>
    public Interval Last(RunResults results, string metric) => Interval.Of(results.LastOf(Plans, metric));
}
