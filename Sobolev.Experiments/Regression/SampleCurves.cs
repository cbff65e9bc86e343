using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Regression;

/// <summary>
/// The last test errors over the number of training samples, a panel for each function: one picture for the values and one for the
/// gradients (Figure 2 of the paper's main text).
/// </summary>
internal static class SampleCurves
{
    /// <summary>Draws both pictures of a run with more than one number of samples.</summary>
    public static void Draw(RegressConfig config, RunResults results, PlotFolder plots)
    {
        if (config.Samples.Distinct().Count() < 2)
            return;
        Draw("value", "test_value_mse");
        Draw("gradient", "test_gradient_mse");

        void Draw(string quantity, string metric)
        {
            ChartPanel[] panels =
            [
                .. from function in config.AllFunctions()
                   let plans = results.Plans.Where(plan => plan.KeyAs<RegressKey>().Function == function.Name).ToArray()
                   where plans.Length > 0
                   select new ChartPanel(function.Name, $"test MSE of the {quantity}", Series(results, plans, metric))
                   {
                       XLabel = "training samples",
                       LogX = true,
                       LogY = true,
                       HasBars = true,
                   },
            ];
            var seeds = results.Plans.Select(plan => plan.Seed).Distinct().Count();
            plots.Save($"samples-{quantity}",
                LineChart.Of($"Test error of the {quantity} by training samples, {OverSeeds.Note([seeds], "bars")}", panels));
        }
    }

    /// <summary>A line for each method: geometric mean over the seeds and the 95% interval of the logarithm.</summary>
    private static IReadOnlyList<ChartSeries> Series(RunResults results, IReadOnlyList<TrialPlan> plans, string metric) =>
    [
        .. from plan in plans
           group plan by plan.KeyAs<RegressKey>().Method into method
           let samples = method.GroupBy(plan => plan.KeyAs<RegressKey>().Samples).OrderBy(same => same.Key).ToArray()
           select OverSeeds.Line(method.First().KeyAs<RegressKey>().MethodName, samples.Select(same => (double)same.Key),
               [.. samples.Select(same => Interval.OfLogarithms([.. same.Select(plan => results.MetricOf(plan, metric)[^1])]))]),
    ];
}
