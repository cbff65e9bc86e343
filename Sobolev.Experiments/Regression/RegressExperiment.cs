using Sobolev.Data;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>
/// "Artificial Datasets" of the supplement: a network fitted to a function of two variables from few points, with and without its
/// gradients.
/// </summary>
public sealed class RegressExperiment(RegressConfig config) : IExperiment
{
    public string Verb => "regress";

    public RunConfig Config => config;

    public string Label => $"{(config.AllFunctions().Count == BenchmarkFunctions.All.Count ? "all" : string.Join('-', config.AllFunctions().Select(function => function.Name)))}-{string.Join('-', config.Samples)}";

    public IReadOnlyList<string> KeyColumns => ["function", "samples", "method"];

    public IReadOnlyList<string> Metrics => ["train_value_loss", "train_gradient_loss", "test_value_mse", "test_gradient_mse"];

    public IReadOnlyList<string> SummaryMetrics => ["test_value_mse", "test_gradient_mse"];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var facts = new Dictionary<string, string>
        {
            ["device"] = Devices.Resolve(config.Device).ToString(),
            ["engine"] = ChosenEngine().ToString().ToLowerInvariant(),
        };
        if (ChosenEngine() == Engine.Libtorch)
            facts["libtorch"] = LibTorch.Version();
        return facts;
    }

    /// <summary>Functions, then sample sizes, methods and seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from function in config.AllFunctions()
           from samples in config.Samples.Distinct()
           from method in config.Methods.Distinct()
           from seed in config.AllSeeds()
           select new TrialPlan([function.Name, samples, NameOf(method)], seed, config.Updates, config.EvaluateEvery),
    ];

    public ITrial Build(TrialPlan plan)
    {
        var function = BenchmarkFunctions.Named((string)plan.Keys[0]);
        // the points depend on function and seed alone: every method sees the same, and 100 samples begin with the 20
        var training = Samples.Uniform(function, (int)plan.Keys[1], new RandomStream(plan.Seed, $"data/{function.Name}"));
        var test = Samples.Uniform(function, config.TestSamples, new RandomStream(plan.Seed, $"test/{function.Name}"));
        var scaling = Scaling.Of(training, config.Normalise);
        var batches = new Batches(training.Count, config.BatchSize, new RandomStream(plan.Seed, "order"));
        return new RegressTrial(config, config.Shape(), Learner(plan, scaling.Scale(training)), scaling, training, test, batches);
    }

    public void Draw(RunResults results, string folder) => RegressPlots.Draw(config, results, folder);

    private ILearner Learner(TrialPlan plan, Samples training)
    {
        var objective = (string)plan.Keys[2] == NameOf(RegressMethod.Regular) ? config.Objective with { GradientWeight = 0, Order = 1 } : config.Objective;
        var parameters = InitialWeights.Draw(config.Shape(), config.Network.Initialisation, new RandomStream(plan.Seed, "weights"));
        var projections = new RandomStream(plan.Seed, "projections");
        return (ChosenEngine(), config.Precision) switch
        {
            (Engine.Managed, Precision.Float32) => new KernelLearner<float>(config.Shape(), parameters, training, objective, config.BatchSize, projections),
            (Engine.Managed, _) => new KernelLearner<double>(config.Shape(), parameters, training, objective, config.BatchSize, projections),
            _ => new TorchLearner(config.Shape(), parameters, training, objective, config.Precision, Devices.Resolve(config.Device), projections),
        };
    }

    /// <summary>The managed engine where it covers the work: first order, on the CPU.</summary>
    private Engine ChosenEngine() => config.Engine != Engine.Auto ? config.Engine
        : !Devices.Resolve(config.Device).IsCuda && config.Objective.Order == 1 ? Engine.Managed
        : Engine.Libtorch;

    private static string NameOf(RegressMethod method) => method.ToString().ToLowerInvariant();
}
