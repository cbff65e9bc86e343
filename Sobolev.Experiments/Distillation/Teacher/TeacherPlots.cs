using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Distillation;

/// <summary>The pictures of <c>distill teacher</c>: scores over actions.</summary>
internal static class TeacherPlots
{
    public static void Draw(RunResults results, PlotFolder plots)
    {
        foreach (var game in results.Plans.GroupBy(plan => plan.KeyAs<TeacherKey>().Game))
        {
            ChartSeries[] curves =
            [
                Curve(results, [.. game], "evaluation", "score"),
                Curve(results, [.. game], "while learning", "training_score"),
            ];
            var panel = new ChartPanel("", "score of an episode", curves) { XLabel = "actions" };
            plots.Save(DistilledGames.FileName(game.Key), LineChart.Of($"A3C, {game.Key}, {OverSeeds.Note([game.Count()])}", [panel]));
        }
    }

    private static ChartSeries Curve(RunResults results, IReadOnlyList<TrialPlan> seeds, string name, string metric) =>
        OverSeeds.Line(name, results.MetricOf(seeds[0], "actions"), [.. seeds.Select(plan => results.MetricOf(plan, metric))], Interval.Of);
}
