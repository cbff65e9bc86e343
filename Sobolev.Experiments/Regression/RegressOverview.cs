using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>For several functions: one page of all surfaces, and one chart of the gain from the gradients.</summary>
internal static class RegressOverview
{
    public static void Draw(RegressConfig config, RunResults results, string folder)
    {
        BenchmarkFunction[] functions = [.. config.AllFunctions().Where(function => results.Plans.Any(plan => (string)plan.Keys[0] == function.Name))];
        if (functions.Length < 2)
            return;
        var first = PlansOf(results, functions[0]);
        string[] columns = ["truth", .. first.GroupBy(plan => (plan.Keys[1], plan.Keys[2])).Select(model => $"{model.Key.Item2}, {model.Key.Item1} samples")];
        OverviewFigure.Save(Path.Combine(folder, "overview.png"), $"Truth and models, seed {config.Seed}", columns,
            [.. functions.Select(function => new OverviewRow(function.Name, RegressPlots.Domain(function), Row(function, results)))]);
        if (config.Methods.Distinct().Count() == 2)
            DotChart.Save(Path.Combine(folder, "gain.png"), Gain(config, results, functions));
    }

    private static IReadOnlyList<SurfacePanel> Row(BenchmarkFunction function, RunResults results) =>
    [
        RegressPlots.Truth(function),
        .. PlansOf(results, function).GroupBy(plan => plan.Keys[1]).SelectMany(samples => RegressPlots.Panels(function, results, [.. samples])),
    ];

    /// <summary>
    /// Test MSE of regular training over that of Sobolev training, seed by seed; mean and interval are taken of the logarithm.
    /// </summary>
    private static CategoryChart Gain(RegressConfig config, RunResults results, IReadOnlyList<BenchmarkFunction> functions) =>
        new("What the gradients bought: test MSE of the value, regular over Sobolev", "ratio (above 1: Sobolev is better)", [.. functions.Select(function => function.Name)],
            [.. config.Samples.Distinct().Select(samples => Gain(results, functions, samples))])
        {
            Log = true,
            Reference = 1,
        };

    private static CategorySeries Gain(RunResults results, IReadOnlyList<BenchmarkFunction> functions, int samples)
    {
        var ratios = functions.Select(function => Ratio(results, function, samples)).ToArray();
        return new CategorySeries($"{samples} samples", [.. ratios.Select(ratio => ratio.Mean)])
        {
            Low = [.. ratios.Select(ratio => ratio.Low)],
            High = [.. ratios.Select(ratio => ratio.High)],
        };
    }

    private static (double Mean, double Low, double High) Ratio(RunResults results, BenchmarkFunction function, int samples)
    {
        var plans = PlansOf(results, function).Where(plan => (int)plan.Keys[1] == samples).ToArray();
        double[] logarithms =
        [
            .. from regular in plans
               join sobolev in plans on regular.Seed equals sobolev.Seed
               where (string)regular.Keys[2] == "regular" && (string)sobolev.Keys[2] == "sobolev"
               select Math.Log(results.MetricOf(regular, "test_value_mse")[^1] / results.MetricOf(sobolev, "test_value_mse")[^1]),
        ];
        if (logarithms.Length == 0)
            return (double.NaN, double.NaN, double.NaN);
        var (mean, low, high) = Summary.Interval(logarithms);
        return (Math.Exp(mean), Math.Exp(low), Math.Exp(high));
    }

    private static TrialPlan[] PlansOf(RunResults results, BenchmarkFunction function) => [.. results.Plans.Where(plan => (string)plan.Keys[0] == function.Name)];
}
