using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>
/// "Artificial Datasets" of the supplement: a network fitted to a function of two variables from few points, with and without its
/// gradients.
/// </summary>
public sealed class RegressExperiment(RegressConfig config) : IGroupedExperiment, IReportingExperiment
{
    /// <summary>Trials that a finding names; a run can have thousands.</summary>
    private const int NamesShown = 5;

    private readonly FirstWeights _firstWeights = new(config.Network);

    public string Verb => "regress";

    public RunConfig Config => config;

    public string Label => $"{LabelOfFunctions}-{string.Join('-', config.Samples)}";

    private string LabelOfFunctions => config.AllFunctions().Count == BenchmarkFunctions.All.Count
        ? "all"
        : string.Join('-', config.AllFunctions().Select(function => function.Name));

    public IReadOnlyList<string> KeyColumns => RegressKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_value_loss", "train_gradient_loss", "test_value_mse", "test_gradient_mse"];

    public IReadOnlyList<string> SummaryMetrics => ["test_value_mse", "test_gradient_mse"];

    public IReadOnlyList<string> ErrorMetrics => SummaryMetrics;

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var engine = Learners.EngineOf(config);
        var facts = engine == Engine.Libtorch ? TorchFacts.Of(Devices.Resolve(config.Device)) : new()
        {
            ["device"] = ComputeDevice.Cpu.ToString(),
        };
        facts["engine"] = ConfigText.Of(engine);
        if (Learners.GroupOf(config) > 1)
            facts["group"] = $"{Learners.GroupOf(config)}";
        _firstWeights.Check(config.Shape());
        return facts;
    }

    public bool UsesDevice => Learners.EngineOf(config) == Engine.Libtorch;

    /// <summary>Functions, then sample sizes, methods and seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from function in config.AllFunctions()
           from samples in config.Samples.Distinct()
           from method in config.Methods.Distinct()
           from seed in config.AllSeeds()
           select new TrialPlan(new RegressKey(function.Name, samples, method), seed, config.Updates, config.EvaluateEvery),
    ];

    /// <summary>By numbers of samples and methods: those networks have batches of one size, and one objective.</summary>
    public IReadOnlyList<IReadOnlyList<TrialPlan>> Groups(IReadOnlyList<TrialPlan> plans) =>
        [.. plans.GroupBy(plan => plan.KeyAs<RegressKey>() with { Function = "" })
            .SelectMany(alike => Learners.Chunks([.. alike], Learners.GroupOf(config)))];

    public ITrial Build(TrialPlan plan)
    {
        var beginning = BeginningOf(plan);
        var (parameters, training, projections) = beginning.Network;
        return Trial(plan, beginning, Learners.Create(config, config.Shape(), parameters, training, ObjectiveOf(plan), plan, projections));
    }

    public ITrialGroup Build(IReadOnlyList<TrialPlan> plans)
    {
        Beginning[] beginnings = [.. plans.Select(BeginningOf)];
        var learner = new BatchedLearner(config.Shape(), [.. beginnings.Select(beginning => beginning.Network)], ObjectiveOf(plans[0]),
            config.Precision, Devices.At(config.Device, plans[0].Place));
        return new RegressGroup(learner, [.. plans.Select((plan, place) => Trial(plan, beginnings[place], learner.Members[place]))]);
    }

    /// <summary>With a rule that ends trials: how many it ended, and which trials were still falling at their last update.</summary>
    public IReadOnlyList<string> Findings(RunResults results)
    {
        if (config.Convergence.Tolerance == 0)
            return [];
        string[] falling = [.. results.Plans.Where(plan => !IsConverged(plan, results)).Select(plan => plan.Name)];
        var ended = $"{results.Plans.Count - falling.Length} of {results.Plans.Count} trials were trained until their losses fell no more";
        return falling.Length == 0
            ? [ended]
            : [ended, $"still falling at their last update: {ShortList.Of(falling, NamesShown)}"];
    }

    public void Draw(RunResults results, PlotFolder plots) => RegressPlots.Draw(config, results, plots);

    private bool IsConverged(TrialPlan plan, RunResults results)
    {
        var (values, gradients) = (results.MetricOf(plan, "train_value_loss"), results.MetricOf(plan, "train_gradient_loss"));
        var convergence = new Convergence(config.Convergence);
        foreach (var (step, row) in results.StepsOf(plan).Select((step, row) => (step, row)))
            convergence.Observe(step, Convergence.Trained(ObjectiveOf(plan), values[row], gradients[row]));
        return convergence.IsReached;
    }

    /// <summary>Initial state of a trial; depends only on the seed, not on the method or the group.</summary>
    private Beginning BeginningOf(TrialPlan plan)
    {
        var key = plan.KeyAs<RegressKey>();
        var function = BenchmarkFunctions.Named(key.Function);
        // the points depend on function and seed alone: every method sees the same, and 100 samples begin with the 20
        var training = FunctionSamples.Uniform(function, key.Samples, new RandomStream(plan.Seed, $"data/{function.Name}"));
        var test = FunctionSamples.Uniform(function, config.TestSamples, new RandomStream(plan.Seed, $"test/{function.Name}"));
        var scaling = Scaling.Of(training, config.Normalise.Inputs, config.Normalise.Targets);
        var parameters = _firstWeights.Of(config.Shape(), scaling, new RandomStream(plan.Seed, "weights"));
        return new Beginning(training, test, scaling,
            new GroupMember(parameters, scaling.Scale(training), new RandomStream(plan.Seed, "projections")));
    }

    private RegressTrial Trial(TrialPlan plan, Beginning beginning, ILearner learner)
    {
        var batches = new Batches(beginning.Training.Count, config.BatchSize, new RandomStream(plan.Seed, "order"));
        return new RegressTrial(config, ObjectiveOf(plan), config.Shape(), learner, beginning.Scaling, beginning.Training,
            beginning.Test, batches);
    }

    private ObjectiveOptions ObjectiveOf(TrialPlan plan) =>
        plan.KeyAs<RegressKey>().Method == RegressMethod.Regular
            ? config.Objective with { GradientWeight = 0, Order = 1 }
            : config.Objective;

    private sealed record Beginning(Samples Training, Samples Test, Scaling Scaling, GroupMember Network);
}
