using Sobolev.Arcade;
using Sobolev.Models;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Distillation;

/// <summary>The stage after the training in which its policies play, optionally with random play for comparison.</summary>
/// <param name="trained">Experiment whose models play.</param>
/// <param name="layers">Layers of their networks.</param>
/// <param name="episodes">Episodes per policy.</param>
/// <param name="atari">Settings of the games.</param>
/// <param name="withRandom">Whether a random policy plays too; then the experiment's keys are game and method.</param>
internal sealed class EvaluationStage(IExperiment trained, PolicyLayers layers, int episodes, AtariOptions atari, bool withRandom)
    : IFolderPlannedExperiment
{
    public const string Stage = "evaluations";

    private RunResults? _results;
    private string _folder = "";

    public string Verb => trained.Verb;

    public RunConfig Config => trained.Config;

    public string Label => Stage;

    public IReadOnlyList<string> KeyColumns => trained.KeyColumns;

    public IReadOnlyList<string> Metrics => ["score"];

    public IReadOnlyList<string> SummaryMetrics => ["score"];

    public IReadOnlyDictionary<string, string> Prepare() => new Dictionary<string, string>();

    public IReadOnlyList<TrialPlan> Plan() => PlanOf(trained.Plan());

    /// <summary>An evaluation for each model that the training left.</summary>
    public IReadOnlyList<TrialPlan> PlanIn(string folder)
    {
        (_folder, _results) = (folder, RunResults.Read(trained, trained.PlanIn(folder), folder));
        return PlanOf(_results.Plans);
    }

    public ITrial Build(TrialPlan plan)
    {
        TorchThreads.Set(1);
        var (game, device) = (plan.KeyAs<IGameKey>().Game, Devices.At(Config.Device, plan.Place).ToTorch());
        var policy = IsRandom(plan)
            ? null
            : PolicyFile.Network(_results!.ModelOf(_results.Plans.Single(other => other.Name == plan.Name)), layers);
        policy?.to(device);
        return new PolicyEvaluationTrial(new PolicyEvaluation(() => Games.Create(game, atari), policy,
            new EvaluationOptions(episodes, plan.Seed, "score", atari), device), policy);
    }

    /// <summary>Once they are played: each evaluation with its scores by number of the episode.</summary>
    public IEnumerable<(TrialPlan Plan, double[] Scores)> Played()
    {
        var played = RunResults.Read(this, PlanIn(_folder), _folder, Stage);
        return played.Plans.Select(plan => (plan, PolicyEvaluationTrial.ScoresOf(played.ModelOf(plan))));
    }

    public static bool IsRandom(TrialPlan plan) => plan.Key is RandomPlayKey;

    public void Draw(RunResults results, PlotFolder plots)
    {
    }

    private IReadOnlyList<TrialPlan> PlanOf(IReadOnlyList<TrialPlan> players) =>
    [
        .. from player in players
           from key in withRandom ? [player.Key, new RandomPlayKey(player.KeyAs<IGameKey>().Game)] : new[] { player.Key }
           select new TrialPlan(key, player.Seed, episodes, episodes),
    ];
}
