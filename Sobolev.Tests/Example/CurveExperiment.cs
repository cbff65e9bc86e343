using Sobolev.Configuration;
using Sobolev.Kernels;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Statistics;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Tests.Example;

/// <summary>The example verb of docs/first-experiment.md.</summary>
internal sealed class CurveExperiment(CurveConfig config) : IExperiment
{
    public string Verb => "curve";

    public RunConfig Config => config;

    public string Label => $"sine-{config.Samples}";

    public IReadOnlyList<string> KeyColumns => ["method"];

    public IReadOnlyList<string> Metrics => ["train_loss", "test_value_mse", "test_slope_mse"];

    public IReadOnlyList<string> SummaryMetrics => ["test_value_mse", "test_slope_mse"];

    public IReadOnlyList<string> ErrorMetrics => SummaryMetrics;

    public IReadOnlyDictionary<string, string> Prepare() => TorchFacts.Of(Devices.Resolve(config.Device));

    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from method in config.Methods.Distinct()
           from seed in config.AllSeeds()
           select new TrialPlan(new Key(method), seed, config.Updates, config.EvaluateEvery),
    ];

    public ITrial Build(TrialPlan plan)
    {
        TorchThreads.Set(1);
        var shape = new MlpShape(1, [16, 16], 1, Activation.Tanh);
        var weights = InitialWeights.Draw(shape, Initialisation.Glorot, new RandomStream(plan.Seed, "weights"));
        var points = new RandomStream(plan.Seed, "data");
        double[] x = [.. Enumerable.Range(0, config.Samples).Select(_ => points.NextUniform(-Math.PI, Math.PI))];
        var gradientWeight = plan.KeyAs<Key>().Method == CurveMethod.Slopes ? 1 : 0;
        return new CurveTrial(shape, weights, x, gradientWeight, Devices.Resolve(config.Device));
    }

    public void Draw(RunResults results, PlotFolder plots) =>
        plots.Save("learning",
            LearningCurves.Of("test errors", [Panel(results, "test_value_mse", "value"), Panel(results, "test_slope_mse", "slope")]));

    private static ChartPanel Panel(RunResults results, string metric, string title) => new(title, $"test MSE of the {title}",
    [
        .. from plan in results.Plans
           group plan by plan.Key into seeds
           let steps = results.StepsOf(seeds.First()).Select(step => (double)step)
           select OverSeeds.Line($"{seeds.Key.Values[0]}", steps,
               [.. seeds.Select(plan => results.MetricOf(plan, metric))], Interval.OfLogarithms),
    ])
    { LogY = true };

    private sealed record Key(CurveMethod Method) : ITrialKey
    {
        public IReadOnlyList<object> Values => [ConfigText.Of(Method)];
    }
}
