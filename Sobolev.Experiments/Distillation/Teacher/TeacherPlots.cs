using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The pictures of <c>distill teacher</c>: scores over actions.</summary>
internal static class TeacherPlots
{
    public static void Draw(RunResults results, string folder)
    {
        foreach (var game in results.Plans.GroupBy(plan => (string)plan.Keys[0]))
        {
            ChartSeries[] curves =
            [
                Curve(results, [.. game], "evaluation", "score"),
                Curve(results, [.. game], "while learning", "training_score"),
            ];
            var panel = new ChartPanel(game.Key, "score of an episode", curves) { XLabel = "actions" };
            LineChart.Save(Path.Combine(folder, $"{DistilledGames.FileName(game.Key)}.png"), $"A3C, {game.Key}", [panel]);
        }
    }

    private static ChartSeries Curve(RunResults results, IReadOnlyList<TrialPlan> seeds, string name, string metric)
    {
        var rows = seeds.Select(plan => results.MetricOf(plan, metric)).ToArray();
        var intervals = Enumerable.Range(0, rows.Min(row => row.Count)).Select(i => Summary.Interval([.. rows.Select(row => row[i])])).ToArray();
        return new ChartSeries(name, [.. results.MetricOf(seeds[0], "actions").Take(intervals.Length)], [.. intervals.Select(interval => interval.Mean)])
        {
            Low = [.. intervals.Select(interval => interval.Low)],
            High = [.. intervals.Select(interval => interval.High)],
        };
    }
}
