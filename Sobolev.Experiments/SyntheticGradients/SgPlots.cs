using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.SyntheticGradients;

/// <summary>The pictures of sg-cifar and sg-imagenet: accuracy per method, and how good the modules are over time.</summary>
internal static class SgPlots
{
    /// <param name="results">Results of a finished run.</param>
    /// <param name="plots">Where to.</param>
    /// <param name="data">The data set and the number of images.</param>
    /// <param name="accuracy">Metric of the accuracy.</param>
    /// <param name="title">The same in words.</param>
    public static void Draw(RunResults results, PlotFolder plots, string data, string accuracy, string title)
    {
        int[] seeds = [results.Plans.Select(plan => plan.Seed).Distinct().Count()];
        plots.Save("methods",
            DotChart.Of(Ladder(results, accuracy, $"Test {title} after training: {data}, {OverSeeds.Note(seeds, "bars")}")));
        data = $"{data}, {OverSeeds.Note(seeds)}";
        plots.Save("accuracy", LearningCurves.Of(data,
        [
            Curves(results, $"Test {title}", "percent of the test images", accuracy, false),
            Curves(results, "Training loss", "log loss on the probe images, logarithmic axis", "train_loss", true),
        ]));
        if (results.SeriesOf(SgTrial.ModulesReport) is { IsThere: false } reports)
        {
            plots.LeaveOut(reports, OfModules(results));
            return;
        }

        (TrialPlan Plan, TimeSeries Series)[] series =
        [
            .. from plan in results.Plans
               let modules = TimeSeries.Of(results, plan, SgTrial.ModulesReport)
               where modules.Steps.Count > 0
               select (plan, modules),
        ];
        if (series.Length == 0)
            return;
        Quality(series, plots, "cosine", $"Synthetic and true gradient: {data}", "cosine", false);
        Quality(series, plots, "norm_ratio", $"Length of the synthetic gradient relative to the true one: {data}",
            "ratio of the lengths, logarithmic axis", true);
        Losses(series, plots, data);
    }

    /// <summary>The names of the pictures that the rest of the page would have from the reports of the modules.</summary>
    private static string[] OfModules(RunResults results)
    {
        SgMethod[] trained = [.. results.Plans.Select(plan => plan.KeyAs<SgKey>().Method)];
        var predictsLoss = trained.Any(method => method is SgMethod.Vfbn or SgMethod.Critic or SgMethod.Sobolev);
        string[] ofAll = predictsLoss || trained.Contains(SgMethod.Direct) ? ["cosine", "norm-ratio"] : [];
        return predictsLoss ? [.. ofAll, "predicted-loss"] : ofAll;
    }

    private static ChartPanel Curves(RunResults results, string title, string label, string metric, bool log) => new(title, label,
    [
        .. from plan in results.Plans
           group plan by plan.KeyAs<SgKey>().MethodName into seeds
           select OverSeeds.Line(seeds.Key, results.StepsOf(seeds.First()).Select(step => (double)step),
               [.. seeds.Select(plan => results.MetricOf(plan, metric))], log ? Interval.OfLogarithms : Interval.Of),
    ])
    { LogY = log };

    private static CategoryChart Ladder(RunResults results, string accuracy, string title)
    {
        var methods = results.Plans.GroupBy(plan => plan.KeyAs<SgKey>().MethodName).ToArray();
        return new CategoryChart(title, "percent of the test images", [.. methods.Select(method => method.Key)],
        [
            OverSeeds.Categories("", [.. methods.Select(method => Interval.Of(results.LastOf(method, accuracy)))]),
        ]);
    }

    /// <summary>A panel per module, a line per method.</summary>
    private static void Quality(IReadOnlyList<(TrialPlan Plan, TimeSeries Series)> series, PlotFolder plots, string column,
        string title, string label, bool log)
    {
        var panels = ModulesOf(series).Select(module => new ChartPanel($"module {module}", label,
        [
            .. from pair in series
               group pair.Series.Where(SgTrial.ModuleColumn, module) by pair.Plan.KeyAs<SgKey>().MethodName into seeds
               select OverSeeds.Line(seeds.Key, seeds.First().Steps.Select(step => (double)step), [.. seeds.Select(one => one.Of(column))],
                   log ? Interval.OfLogarithms : Interval.Of),
        ])
        // a synthetic gradient equal to the true one has cosine and ratio one
        { LogY = log, Reference = 1 });
        plots.Save($"{column.Replace('_', '-')}", LearningCurves.Of(title, ChartPanel.WithOneRange([.. panels])));
    }

    /// <summary>A panel per module: the loss it predicts, and the true one of the same networks.</summary>
    private static void Losses(IReadOnlyList<(TrialPlan Plan, TimeSeries Series)> series, PlotFolder plots, string data)
    {
        var predicting = series.Where(pair => double.IsFinite(pair.Series.Of("predicted_loss")[^1])).ToArray();
        if (predicting.Length == 0)
            return;
        var panels = ModulesOf(predicting)
            .Select(module => new ChartPanel($"module {module}", "log loss on the probe images, logarithmic axis",
        [
            .. from pair in predicting
               group pair.Series.Where(SgTrial.ModuleColumn, module) by pair.Plan.KeyAs<SgKey>().MethodName into seeds
               from column in new[] { (Name: "predicted", Column: "predicted_loss"), (Name: "true", Column: "true_loss") }
               select OverSeeds.Line($"{seeds.Key}, {column.Name}", seeds.First().Steps.Select(step => (double)step),
                   [.. seeds.Select(one => one.Of(column.Column))], Interval.OfLogarithms),
        ])
            { LogY = true });
        plots.Save("predicted-loss",
            LearningCurves.Of($"Loss that a module predicts and the true one: {data}", ChartPanel.WithOneRange([.. panels])));
    }

    /// <summary>Their numbers, from the lowest.</summary>
    private static IEnumerable<double> ModulesOf(IReadOnlyList<(TrialPlan Plan, TimeSeries Series)> series) =>
        series.SelectMany(pair => pair.Series.Of(SgTrial.ModuleColumn)).Distinct().Order();
}
