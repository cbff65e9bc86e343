using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The charts of <c>distill</c>: errors on later episodes over the share that was learned from, intervals over seeds.</summary>
internal static class DistillPlots
{
    public static void Draw(RunResults results, string folder)
    {
        foreach (var game in results.Plans.GroupBy(plan => (string)plan.Keys[0]))
        {
            LineChart.Save(Path.Combine(folder, $"fractions-{DistilledGames.FileName(game.Key)}.png"), $"Distilled policies of {game.Key}",
            [
                Panel(results, [.. game], "test_action_error", "test action error", "percent of test frames") with { LogX = true },
                Panel(results, [.. game], "test_kl", "test KL", "KL(teacher || student)") with { LogX = true, LogY = true },
            ]);
        }
    }

    private static ChartPanel Panel(RunResults results, IReadOnlyList<TrialPlan> plans, string metric, string title, string label) =>
        new(title, label, [.. plans.GroupBy(plan => (string)plan.Keys[2]).Select(method => Series(results, method.Key, [.. method], metric))]) { XLabel = "share of the recording that is learned from" };

    private static ChartSeries Series(RunResults results, string method, IReadOnlyList<TrialPlan> plans, string metric)
    {
        var points = plans.GroupBy(plan => (double)plan.Keys[1]).OrderBy(point => point.Key)
            .Select(point => (Fraction: point.Key, Interval: Summary.Interval([.. point.Select(plan => results.MetricOf(plan, metric)[^1])]))).ToArray();
        return new ChartSeries(method, [.. points.Select(point => point.Fraction)], [.. points.Select(point => point.Interval.Mean)])
        {
            Low = [.. points.Select(point => point.Interval.Low)],
            High = [.. points.Select(point => point.Interval.High)],
        };
    }
}
