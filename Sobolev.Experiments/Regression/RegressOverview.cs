using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Regression;

/// <summary>For several functions: one page of all surfaces, and one chart of the gain from the gradients.</summary>
internal static class RegressOverview
{
    public static void Draw(RegressConfig config, RunResults results, PlotFolder plots)
    {
        BenchmarkFunction[] functions =
            [.. config.AllFunctions().Where(function => results.Plans.Any(plan => plan.KeyAs<RegressKey>().Function == function.Name))];
        if (functions.Length < 2)
            return;
        var first = PlansOf(results, functions[0]);
        string[] columns = ["truth", .. first.Select(plan => plan.KeyAs<RegressKey>().Label).Distinct()];
        plots.Save("overview", results.Models, () => OverviewFigure.Of($"Truth and models, seed {config.Seed}", columns,
            [.. functions.Select(function => new OverviewRow(function.Name, RegressPlots.Domain(function), Row(function, results)))]));
        if (config.Methods.Distinct().Count() == 2)
            plots.Save("gain", DotChart.Of(Gain(config, results, functions)));
    }

    private static IReadOnlyList<SurfacePanel> Row(BenchmarkFunction function, RunResults results) =>
    [
        RegressPlots.Truth(function),
        .. PlansOf(results, function).GroupBy(plan => plan.KeyAs<RegressKey>().Samples)
        .SelectMany(samples => RegressPlots.Panels(function, results, [.. samples])),
    ];

    /// <summary>
    /// Test MSE of regular training over that of Sobolev training, seed by seed; mean and interval are taken of the logarithm.
    /// </summary>
    private static CategoryChart Gain(RegressConfig config, RunResults results, IReadOnlyList<BenchmarkFunction> functions) =>
        new("What the gradients bought: test MSE of the value, regular over Sobolev", "ratio (above 1: Sobolev is better)",
            [.. functions.Select(function => function.Name)],
            [.. config.Samples.Distinct().Select(samples => Gain(results, functions, samples))])
        {
            Log = true,
            Reference = 1,
        };

    private static CategorySeries Gain(RunResults results, IReadOnlyList<BenchmarkFunction> functions, int samples)
    {
        return OverSeeds.Categories($"{samples} samples", [.. functions.Select(function => Ratio(results, function, samples))]);
    }

    private static Interval Ratio(RunResults results, BenchmarkFunction function, int samples)
    {
        var plans = PlansOf(results, function).Where(plan => plan.KeyAs<RegressKey>().Samples == samples).ToArray();
        double[] ratios =
        [
            .. from regular in plans
               join sobolev in plans on regular.Seed equals sobolev.Seed
               where regular.KeyAs<RegressKey>().Method == RegressMethod.Regular
                   && sobolev.KeyAs<RegressKey>().Method == RegressMethod.Sobolev
               select results.MetricOf(regular, "test_value_mse")[^1] / results.MetricOf(sobolev, "test_value_mse")[^1],
        ];
        return Interval.OfLogarithms(ratios);
    }

    private static TrialPlan[] PlansOf(RunResults results, BenchmarkFunction function) =>
        [.. results.Plans.Where(plan => plan.KeyAs<RegressKey>().Function == function.Name)];
}
