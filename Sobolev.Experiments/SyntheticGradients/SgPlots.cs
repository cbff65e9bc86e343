using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.SyntheticGradients;

/// <summary>The pictures of sg-cifar and sg-imagenet: accuracy per method, and how good the modules are over time.</summary>
internal static class SgPlots
{
    /// <summary>modules.csv: a row per trial, probe and module.</summary>
    public static ResultTable Modules(RunResults results)
    {
        var rows =
            from plan in results.Plans
            let series = ModuleSeries.Of(results.ModelOf(plan))
            from probe in Enumerable.Range(0, series.Steps.Count)
            from module in Enumerable.Range(0, series.Modules)
            select (IReadOnlyList<object?>)[.. plan.Keys, plan.Seed, series.Steps[probe], module + 1, .. ModuleSeries.Columns.Select(column => (object?)series.Of(module, column)[probe])];
        return new ResultTable("modules.csv", ["method", "modules", "seed", "step", "module", .. ModuleSeries.Columns], [.. rows]);
    }

    /// <param name="results">Results of a finished run.</param>
    /// <param name="folder">Folder of the plots.</param>
    /// <param name="data">Name of the data set.</param>
    /// <param name="accuracy">Metric of the accuracy.</param>
    /// <param name="title">The same in words.</param>
    public static void Draw(RunResults results, string folder, string data, string accuracy, string title)
    {
        LearningCurves.Save(Path.Combine(folder, "accuracy.png"), data, [Curves(results, title, "percent of the test images", accuracy, false), Curves(results, "loss", "log loss on the probe images", "train_loss", true)]);
        DotChart.Save(Path.Combine(folder, "methods.png"), Ladder(results, accuracy, title));
        (TrialPlan Plan, ModuleSeries Series)[] series = [.. results.Plans.Select(plan => (plan, ModuleSeries.Of(results.ModelOf(plan)))).Where(pair => pair.Item2.Modules > 0)];
        if (series.Length == 0)
            return;
        Quality(series, folder, "cosine", "cosine of synthetic and true gradient", false);
        Quality(series, folder, "norm_ratio", "length of the synthetic gradient / true gradient", true);
        Losses(series, folder);
    }

    private static ChartPanel Curves(RunResults results, string title, string label, string metric, bool log) => new(title, label,
    [
        .. from plan in results.Plans
           group plan by plan.KeyAs<SgKey>().MethodName into seeds
           select OverSeeds.Line(seeds.Key, results.StepsOf(seeds.First()).Select(step => (double)step), [.. seeds.Select(plan => results.MetricOf(plan, metric))], log ? Interval.OfLogarithms : Interval.Of),
    ])
    { LogY = log };

    private static CategoryChart Ladder(RunResults results, string accuracy, string title)
    {
        var methods = results.Plans.GroupBy(plan => plan.KeyAs<SgKey>().MethodName).ToArray();
        return new CategoryChart($"{title} after training", "percent of the test images", [.. methods.Select(method => method.Key)],
        [
            OverSeeds.Categories("mean over seeds, 95% interval", [.. methods.Select(method => Interval.Of(results.LastOf(method, accuracy)))]),
        ]);
    }

    /// <summary>A panel per module, a line per method.</summary>
    private static void Quality(IReadOnlyList<(TrialPlan Plan, ModuleSeries Series)> series, string folder, string column, string label, bool log)
    {
        var panels = Enumerable.Range(0, series.Max(pair => pair.Series.Modules)).Select(module => new ChartPanel($"module {module + 1}", label,
        [
            .. from pair in series
               group pair.Series by pair.Plan.KeyAs<SgKey>().MethodName into seeds
               select OverSeeds.Line(seeds.Key, seeds.First().Steps.Select(step => (double)step), [.. seeds.Select(one => one.Of(module, column))], log ? Interval.OfLogarithms : Interval.Of),
        ])
        { LogY = log });
        LearningCurves.Save(Path.Combine(folder, $"{column.Replace('_', '-')}.png"), label, [.. panels]);
    }

    /// <summary>A panel per module: the loss it predicts, and the true one of the same networks.</summary>
    private static void Losses(IReadOnlyList<(TrialPlan Plan, ModuleSeries Series)> series, string folder)
    {
        var predicting = series.Where(pair => double.IsFinite(pair.Series.Of(0, "predicted_loss")[^1])).ToArray();
        if (predicting.Length == 0)
            return;
        var panels = Enumerable.Range(0, predicting.Max(pair => pair.Series.Modules)).Select(module => new ChartPanel($"module {module + 1}", "log loss on the probe images",
        [
            .. from pair in predicting
               group pair.Series by pair.Plan.KeyAs<SgKey>().MethodName into seeds
               from column in new[] { (Name: "predicted", Column: "predicted_loss"), (Name: "true", Column: "true_loss") }
               select OverSeeds.Line($"{seeds.Key}, {column.Name}", seeds.First().Steps.Select(step => (double)step), [.. seeds.Select(one => one.Of(module, column.Column))], Interval.OfLogarithms),
        ])
        { LogY = true });
        LearningCurves.Save(Path.Combine(folder, "predicted-loss.png"), "the loss a module predicts and the true one", [.. panels]);
    }
}
