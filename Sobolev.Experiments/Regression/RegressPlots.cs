using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Statistics;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>
/// The pictures of a regress run: learning curves, and as Figures 5 to 11 of the supplement the surfaces of truth and models with their
/// gradient fields underneath; for several functions one page of all.
/// </summary>
internal static class RegressPlots
{
    public static void Draw(RegressConfig config, RunResults results, PlotFolder plots)
    {
        foreach (var function in config.AllFunctions())
        {
            TrialPlan[] plans = [.. results.Plans.Where(plan => plan.KeyAs<RegressKey>().Function == function.Name)];
            if (plans.Length == 0)
                continue;
            plots.Save($"curves-{function.Name}", LearningCurves.Of(
                $"{function.Name}: test errors, {OverSeeds.Note([plans.Select(plan => plan.Seed).Distinct().Count()])}",
                CurvePanels(results, plans)));
            foreach (var samples in plans.GroupBy(plan => plan.KeyAs<RegressKey>().Samples))
                plots.Save($"surface-{function.Name}-{samples.Key}", results.Models,
                    () => SurfaceFigure.Of(Surfaces(function, results, samples.Key, [.. samples])));
        }

        RegressOverview.Draw(config, results, plots);
        SampleCurves.Draw(config, results, plots);
    }

    /// <summary>
    /// Truth and, for the first seed, the model of each method, on a rectangle of the points the networks were trained for.
    /// </summary>
    internal static IEnumerable<SurfacePanel> Panels(BenchmarkFunction function, RunResults results, IReadOnlyList<TrialPlan> plans)
    {
        foreach (var plan in plans.GroupBy(plan => plan.KeyAs<RegressKey>().Method).Select(method => method.First()))
            yield return Panel(plan.KeyAs<RegressKey>().Label, Domain(function), NetworkModel.Of(results.ModelOf(plan)).Predict);
    }

    internal static SurfacePanel Truth(BenchmarkFunction function) => Panel("truth", Domain(function), points =>
    {
        var (values, gradients) = (new double[points.Length / 2], new double[points.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = function.Value(points[2 * i], points[2 * i + 1]);
            (gradients[2 * i], gradients[2 * i + 1]) = function.Gradient(points[2 * i], points[2 * i + 1]);
        }

        return (values, gradients);
    });

    internal static PlotDomain Domain(BenchmarkFunction function) =>
        new(function.Domain.X0, function.Domain.X1, function.Domain.Y0, function.Domain.Y1);

    private static SurfacePage Surfaces(BenchmarkFunction function, RunResults results, int samples, IReadOnlyList<TrialPlan> plans)
    {
        var training = FunctionSamples.Uniform(function, samples, new RandomStream(plans[0].Seed, $"data/{function.Name}"));
        IReadOnlyList<SurfacePoint> points = [.. Enumerable.Range(0, samples)
            .Select(i => new SurfacePoint(training.Points[2 * i], training.Points[2 * i + 1], training.Values[i]))];
        return new SurfacePage($"{function.Name}, {samples} training samples, seed {plans[0].Seed}", Domain(function),
            [.. Panels(function, results, plans).Prepend(Truth(function)).Select(panel => panel with { Points = points })]);
    }

    private static IReadOnlyList<ChartPanel> CurvePanels(RunResults results, IReadOnlyList<TrialPlan> plans) =>
    [
        new ChartPanel("value", "test MSE of the value", Curves(results, plans, "test_value_mse")) { LogY = true },
        new ChartPanel("gradient", "test MSE of the gradient", Curves(results, plans, "test_gradient_mse")) { LogY = true },
    ];

    /// <summary>A series for each method and number of samples: geometric mean and the 95% interval of the logarithm over the
    /// seeds.</summary>
    private static IReadOnlyList<ChartSeries> Curves(RunResults results, IReadOnlyList<TrialPlan> plans, string metric) =>
    [
        .. from plan in plans
           group plan by plan.KeyAs<RegressKey>().Label into seeds
           let steps = results.StepsOf(seeds.First()).Select(step => (double)step)
           select OverSeeds.Line(seeds.Key, steps, [.. seeds.Select(plan => results.MetricOf(plan, metric))], Interval.OfLogarithms),
    ];

    private static SurfacePanel Panel(string title, PlotDomain domain, Func<double[], (double[] Values, double[] Gradients)> function)
    {
        const int nodes = 61, arrows = 15;
        var values = function(Grid(nodes, domain.NodeX, domain.NodeY)).Values;
        var gradients = function(Grid(arrows, domain.CellX, domain.CellY)).Gradients;
        return new SurfacePanel(title, Table(nodes, k => values[k]), Table(arrows, k => gradients[2 * k]),
            Table(arrows, k => gradients[2 * k + 1]));
    }

    private static double[] Grid(int n, Func<int, int, double> x, Func<int, int, double> y) =>
        [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) from coordinate in new[] { x(i, n),
            y(j, n) } select coordinate];

    private static double[,] Table(int n, Func<int, double> entry)
    {
        var table = new double[n, n];
        for (var k = 0; k < n * n; k++)
            table[k / n, k % n] = entry(k);
        return table;
    }
}
