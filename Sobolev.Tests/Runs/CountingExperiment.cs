using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Tests.Runs;

/// <summary>The smallest experiment whose result depends on every update: each adds a random number to a sum.</summary>
internal sealed class CountingExperiment(CountingExperiment.Keys config) : IStagedExperiment, IDependentExperiment, IGroupedExperiment
{
    public sealed record Keys : RunConfig
    {
        public int Methods { get; init; } = 2;

        public long Updates { get; init; } = 1000;

        /// <summary>Called after every update with the trial's name and step.</summary>
        public Action<string, long> OnUpdate { get; init; } = (_, _) => { };

        /// <summary>The trial whose loss is not finite at step 500.</summary>
        public string? DivergingTrial { get; init; }

        /// <summary>Whether a loss is known on request only, as on a GPU; the diverging trial's is not finite from step 450 on.</summary>
        public bool ReadsLate { get; init; }

        /// <summary>
        /// Whether every trial but those of the first method begins with the sum of the first method's trial of its seed.
        /// </summary>
        public bool Chained { get; init; }

        /// <summary>Whether a run of one method and 300 updates comes first and another one last, as stages of this one.</summary>
        public bool Staged { get; init; }

        /// <summary>Called when all trials are done, before the last stage and the summary.</summary>
        public Action OnTrained { get; init; } = () => { };

        /// <summary>How many trials are trained as one.</summary>
        public int Group { get; init; } = 1;

        /// <summary>The setting that an experiment with micro-batches names.</summary>
        public string? Smaller { get; init; }

        public override string? SettingOfLessMemory() => Smaller;
    }

    private sealed record Key(string Method) : ITrialKey
    {
        public IReadOnlyList<object> Values => [Method];
    }

    public string Verb => "count";

    public RunConfig Config => config;

    public string Label => "label";

    public IReadOnlyList<string> KeyColumns => ["method"];

    public IReadOnlyList<string> Metrics => ["sum"];

    public IReadOnlyList<string> SummaryMetrics => ["sum"];

    public bool Drawn { get; private set; }

    public IReadOnlyDictionary<string, string> Prepare() => new Dictionary<string, string> { ["device"] = "cpu" };

    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from method in Enumerable.Range(0, config.Methods)
           from seed in config.AllSeeds()
           select new TrialPlan(new Key($"m{method}"), seed, config.Updates, 100)
           {
               DependsOn = config.Chained && method > 0 ? new TrialPlan(new Key("m0"), seed, config.Updates, 100) : null,
           },
    ];

    public IReadOnlyList<Stage> StagesBefore => StageCalled("first");

    public IReadOnlyList<Stage> StagesAfter
    {
        get
        {
            config.OnTrained();
            return StageCalled("last");
        }
    }

    public IReadOnlyList<IReadOnlyList<TrialPlan>> Groups(IReadOnlyList<TrialPlan> plans) => [.. plans.Chunk(config.Group)];

    public ITrialGroup Build(IReadOnlyList<TrialPlan> plans) => new Group([.. plans.Select(Build)]);

    public ITrial Build(TrialPlan plan) => new Trial(plan, config, 0);

    public ITrial Build(TrialPlan plan, TensorFile needed) => new Trial(plan, config, needed["sum"].Doubles()[0]);

    public void Draw(RunResults results, PlotFolder plots) => Drawn = true;

    private IReadOnlyList<Stage> StageCalled(string name) =>
        config.Staged ? [new Stage(name, new CountingExperiment(config with { Staged = false, Methods = 1, Updates = 300 }))] : [];

    private sealed class Group(IReadOnlyList<ITrial> trials) : ITrialGroup
    {
        public IReadOnlyList<ITrial> Members => trials;

        public IReadOnlyList<double> Advance() => [.. trials.Select(trial => trial.Advance())];

        public void Dispose() { }
    }

    private sealed class Trial(TrialPlan plan, Keys config, double start) : ITrial
    {
        private RandomStream _stream = new(plan.Seed, "numbers");
        private double _sum = start;

        public long Step { get; private set; }

        public double Advance()
        {
            _sum += _stream.NextDouble();
            Step++;
            config.OnUpdate(plan.Name, Step);
            return plan.Name == config.DivergingTrial && Step == 500 && !config.ReadsLate ? double.NaN : _sum;
        }

        public double? ReadLoss() => !config.ReadsLate ? null : plan.Name == config.DivergingTrial && Step >= 450 ? double.NaN : _sum;

        public IReadOnlyList<double> Evaluate() => [_sum];

        public void Save(TrialState state)
        {
            state.Put<double>("sum", [_sum]);
            state.Put("stream", _stream.State);
            state.Put("step", Step);
        }

        public void Load(TrialState state)
        {
            _sum = state.Values<double>("sum")[0];
            _stream = new RandomStream(state.Unsigned("stream"));
            Step = state.Integer("step");
        }

        public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
            ([StoredTensor.Of<double>("sum", [_sum])], new Dictionary<string, string>());

        public void Dispose() { }
    }
}
