using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The stage that tries learning rates: students of one fraction, measured on a held-out part of their training frames.</summary>
internal sealed class RateSearch(DistillConfig config, TeacherDatasets datasets) : IFolderPlannedExperiment
{
    public const string Stage = "learning_rates";

    public string Verb => "distill";

    public RunConfig Config => config;

    public string Label => "learning-rates";

    public IReadOnlyList<string> KeyColumns => StudentKey.Columns;

    // of test_..., what is held back is the test here
    public IReadOnlyList<string> Metrics => ["train_kl", "train_gradient_loss", "held_back_action_error", "held_back_kl"];

    public IReadOnlyList<string> SummaryMetrics => ["held_back_kl"];

    public IReadOnlyDictionary<string, string> Prepare() => new Dictionary<string, string>();

    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from game in config.Game.All()
           from method in config.AllMethods()
           from rate in config.LearningRate.Grid.Distinct()
           select new TrialPlan(new StudentKey(game, config.LearningRate.Fraction, method, rate), config.Seed, config.LearningRate.Updates,
               config.LearningRate.Updates),
    ];

    public IReadOnlyList<TrialPlan> PlanIn(string folder)
    {
        datasets.Folder = folder;
        return Plan();
    }

    public ITrial Build(TrialPlan plan) => datasets.Student(
        plan,
        dataset => TimeSplit.Of(
            dataset.Recording.Starts,
            config.LearningRate.Fraction).HoldBack(dataset.Recording.Starts, config.LearningRate.HeldBack));

    /// <summary>For a game and a method the rate with the lowest held-out KL; a diverged try counts as the highest.</summary>
    /// <remarks>A try that diverged left no model. In results that were shared without models its rows show it.</remarks>
    public double Best(string folder, string game, string method)
    {
        var results = RunResults.ReadShared(this, Plan(), folder, Stage);
        var tried = results.Plans.Where(plan => plan.KeyAs<StudentKey>() is var key && key.Game == game && key.Method == method
            && (results.Models.IsThere || IsTrained(results, plan))).ToArray();
        if (tried.Length == 0)
            throw new SobolevException(ExitCode.Diverged,
                $"{game}, {method}: every learning rate diverged; give smaller values (--learning-rates)");
        return tried.MinBy(plan => results.MetricOf(plan, "held_back_kl")[^1] is var kl && double.IsNaN(kl)
            ? double.PositiveInfinity
            : kl)!.KeyAs<StudentKey>().LearningRate;
    }

    public void Draw(RunResults results, PlotFolder plots)
    {
    }

    private static bool IsTrained(RunResults results, TrialPlan plan) =>
        results.StepsOf(plan)[^1] == plan.Updates && double.IsFinite(results.MetricOf(plan, "held_back_kl")[^1]);
}
