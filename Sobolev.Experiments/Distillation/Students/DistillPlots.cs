using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Distillation;

/// <summary>The charts of <c>distill</c>: errors on later episodes over the share that was learned from, intervals over seeds.</summary>
internal static class DistillPlots
{
    public static void Draw(RunResults results, PlotFolder plots)
    {
        foreach (var game in results.Plans.GroupBy(plan => plan.KeyAs<StudentKey>().Game))
        {
            plots.Save($"fractions-{DistilledGames.FileName(game.Key)}",
                LineChart.Of($"Distilled policies of {game.Key}, {OverSeeds.Note([game.Select(plan => plan.Seed).Distinct().Count()])}",
            [
                Panel(results, [.. game], "test_action_error", "test action error", "percent of test frames",
                    Interval.Of) with { LogX = true },
                Panel(results, [.. game], "test_kl", "test KL", "KL(teacher || student)",
                    Interval.OfLogarithms) with { LogX = true, LogY = true },
            ]));
        }
    }

    private static ChartPanel Panel(RunResults results, IReadOnlyList<TrialPlan> plans, string metric, string title, string label,
        Func<IReadOnlyList<double>, Interval> interval) =>
        new(title, label, [.. plans.GroupBy(plan => plan.KeyAs<StudentKey>().Method)
            .Select(method => Series(results, method.Key, [.. method], metric, interval))])
        {
            XLabel = "share of the recording that is learned from",
        };

    private static ChartSeries Series(RunResults results, string method, IReadOnlyList<TrialPlan> plans, string metric,
        Func<IReadOnlyList<double>, Interval> interval)
    {
        var points = plans.GroupBy(plan => plan.KeyAs<StudentKey>().Fraction).OrderBy(point => point.Key).ToArray();
        return OverSeeds.Line(method, points.Select(point => point.Key),
            [.. points.Select(point => interval(results.LastOf(point, metric)))]);
    }
}
