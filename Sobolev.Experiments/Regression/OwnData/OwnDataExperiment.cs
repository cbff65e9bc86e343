using Sobolev.Configuration;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>Networks fitted to the user's own table of values and partials, with and without the partials.</summary>
public sealed class OwnDataExperiment(RegressConfig config) : IExperiment
{
    private readonly Lazy<OwnData> _data = new(() => OwnData.Read(config.Data));
    private readonly FirstWeights _firstWeights = new(config.Network);

    /// <summary>Creates the experiment for data already in memory.</summary>
    internal OwnDataExperiment(RegressConfig config, OwnData data)
        : this(config) => _data = new Lazy<OwnData>(data);

    public string Verb => "regress";

    public RunConfig Config => config;

    public string Label => string.Join('-', [Path.GetFileNameWithoutExtension(config.Data.File!), .. config.Data.LearningCurve.Distinct()]);

    public IReadOnlyList<string> KeyColumns => RegressKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_value_loss", "train_gradient_loss", "test_value_mse", "test_gradient_mse"];

    public IReadOnlyList<string> SummaryMetrics => ["test_value_mse", "test_gradient_mse"];

    public IReadOnlyList<string> ErrorMetrics => SummaryMetrics;

    public IReadOnlyList<string> Notes => Data.Table.Ignored is { Count: > 0 } ignored ? [$"unused columns: {string.Join(", ", ignored)}"] : [];

    internal OwnData Data => _data.Value;

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var (device, engine) = (Devices.Resolve(config.Device), Learners.EngineOf(config));
        var facts = engine == Engine.Libtorch ? TorchFacts.Of(device) : new() { ["device"] = device.ToString() };
        facts["engine"] = ConfigText.Of(engine);
        OwnDataValidation.Refuse(config, Data);
        _firstWeights.Check(Shape);
        foreach (var (name, fact) in OwnDataFacts.Of(config, Data, Rule, SplitsOf(config.Seed)[^1]))
            facts[name] = fact;
        return facts;
    }

    /// <summary>Sizes, then methods and seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan()
    {
        var most = SplitsOf(config.Seed).Min(split => split.Training.Length);
        foreach (var size in config.Data.LearningCurve)
        {
            if (size > most)
                throw new SobolevException(ExitCode.Usage, $"--learning-curve {size}: with {Rule} there are {most} rows to train on");
        }

        int[] sizes = config.Data.LearningCurve.Count > 0 ? [.. config.Data.LearningCurve.Distinct()] : [SplitsOf(config.Seed)[^1].Training.Length];
        return
        [
            .. from size in sizes
               from method in config.Methods.Distinct()
               from seed in config.AllSeeds()
               select new TrialPlan(new RegressKey(Data.Name, size, method), seed, config.Updates, config.EvaluateEvery),
        ];
    }

    public ITrial Build(TrialPlan plan)
    {
        var key = plan.KeyAs<RegressKey>();
        SplitSamples[] splits = [.. SplitsOf(plan.Seed).Select(split => SplitSamples.Of(Data.Table, split with { Training = [.. split.Training.Take(key.Samples)] }, config.Normalise))];
        var scales = MaskedErrors.Scales(TableSamples.Of(Data.Table, [.. Enumerable.Range(0, Data.Table.Count)]));
        Candidate[] candidates =
        [
            .. ObjectivesOf(key.Method).Select(objective =>
                new Candidate(objective.GradientWeight ?? 0, [.. splits.Select((split, index) => FitOf(plan.Seed, split, index == splits.Length - 1 ? "" : $"/fold{index}", Shape, objective))], scales, config.Validation.Patience)),
        ];
        var trial = new OwnDataTrial(config, Data, Shape, candidates);
        trial.Validate();
        return trial;
    }

    public void Draw(RunResults results, string folder) => OwnDataPlots.Draw(Data, results, folder);

    private MlpShape Shape => new(Data.Table.Inputs.Count, config.Network.Hidden, Data.Table.Outputs.Count, config.Network.Activation);

    private SplitRule Rule => SplitRule.Of(config.Validation, Data.Table.Count);

    private IReadOnlyList<Split> SplitsOf(long seed) => Rule.Of(Data.Table, new RandomStream(seed, "split"));

    /// <summary>The objective of each weight to try; a method is the objective with terms left out.</summary>
    private IEnumerable<ObjectiveOptions> ObjectivesOf(RegressMethod method) =>
        method == RegressMethod.Regular ? [WithWeight(0)]
        : config.Objective.GradientWeight is not null ? [config.Objective]
        : config.Validation.GradientWeights.Distinct().Where(weight => weight > 0 || (config.Objective.ValueWeight > 0 && Data.EveryOutputHasValues)).Order().Select(WithWeight);

    /// <summary>A weight that is chosen scales second derivatives with the first.</summary>
    private ObjectiveOptions WithWeight(double weight) => weight == 0
        ? config.Objective with { GradientWeight = 0, Order = 1 }
        : config.Objective with { GradientWeight = weight, HessianWeight = config.Objective.HessianWeight * weight };

    /// <summary>The same split starts from the same weights and sees its rows in the same order, for every method and weight.</summary>
    private Fit FitOf(long seed, SplitSamples split, string part, MlpShape shape, ObjectiveOptions objective)
    {
        var parameters = _firstWeights.Of(shape, split.Scaling, new RandomStream(seed, $"weights{part}"));
        var learner = Learners.Create(config, shape, parameters, split.Scaled, objective, new RandomStream(seed, $"projections{part}"));
        return new Fit(split, learner, new Batches(split.Training.Count, config.BatchSize, new RandomStream(seed, $"order{part}")));
    }
}
