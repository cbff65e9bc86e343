using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>Surrogates of the user's own table of values and partials, with and without the partials.</summary>
public sealed class FitExperiment(FitConfig config) : IReportingExperiment, IInputExperiment
{
    private const int StepsOfARow = 250;

    private readonly ThreadShare _threads = new(config.ThreadCount());
    private FitData? _data;

    /// <summary>Creates the experiment for data already in memory.</summary>
    internal FitExperiment(FitConfig config, FitData data)
        : this(config) => _data = data;

    public string Verb => "fit";

    public RunConfig Config => config;

    public string Label => string.Join('-', [FitData.NameOf(config.Table!), .. config.LearningCurve.Distinct()]);

    public IReadOnlyList<string> KeyColumns => FitKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_value_error", "train_gradient_error", "heldout_value_error", "heldout_gradient_error"];

    public IReadOnlyList<string> SummaryMetrics => ["heldout_value_error", "heldout_gradient_error"];

    public IReadOnlyList<string> ErrorMetrics => SummaryMetrics;

    public IReadOnlyList<string> Notes => FitFacts.Columns(Data);

    public bool ReadsInput => config.Table == TableSource.StandardInput;

    public TextReader? Input { get; set; }

    internal FitData Data => _data ??= FitData.Read(config, Input);

    private SplitRule Rule => SplitRule.Of(config.HoldoutPart, config.Folds, Data.Table.Count, Data.Replicates.Points);

    public bool UsesDevice => false;

    public IReadOnlyDictionary<string, string> Prepare()
    {
        FitChecks.Refuse(config, Data);
        if (config.Device is not ("auto" or "cpu"))
            throw new SobolevException(ExitCode.Usage, $"device: {config.Device}: fit runs on the CPU; remove --device");
        _ = Plan();
        return FitFacts.Of(config, Data, Rule).ToDictionary(pair => pair.Name, pair => pair.Fact);
    }

    /// <summary>Sizes, then methods and seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan()
    {
        var last = SplitsOf(config.Seed)[^1].Training.Length;
        var most = SplitsOf(config.Seed).Min(split => split.Training.Length);
        foreach (var size in config.LearningCurve)
        {
            if (size > most)
                throw new SobolevException(ExitCode.Usage, $"--learning-curve {size}: with {Rule} there are {most} rows to train on");
        }

        int[] sizes = config.LearningCurve.Count > 0 ? [.. config.LearningCurve.Distinct()] : [last];
        return
        [
            .. from size in sizes
               from method in config.Methods.Distinct()
               from seed in config.AllSeeds()
               select new TrialPlan(new FitKey(Data.Name, size, method), seed,
                   FitTrial.MostSteps(config.SettingsOf(method), Data.Samples), StepsOfARow),
        ];
    }

    public ITrial Build(TrialPlan plan)
    {
        var key = plan.KeyAs<FitKey>();
        Split[] splits = [.. SplitsOf(plan.Seed).Select(split => split with { Training = [.. split.Training.Take(key.Rows)] })];
        var settings = config.SettingsOf(key.Method) with { Threads = () => _threads.Share };
        _threads.Enter();
        var search = new SurrogateSearch(Data.Samples, splits, settings, plan.Seed);
        return new FitTrial(config, Data, search, StepsOfARow, _threads);
    }

    public void Draw(RunResults results, PlotFolder plots) => FitPlots.Draw(Data, results, plots);

    public IReadOnlyList<string> Findings(RunResults results) => FitFindings.Of(Data, results);

    private IReadOnlyList<Split> SplitsOf(long seed) => Rule.Of(Data.Samples, new RandomStream(seed, "split"));
}
