using Sobolev.Arcade;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Distillation;

/// <summary>Scores of teachers over whole episodes, without training.</summary>
public sealed class ScoreExperiment(ScoreConfig config) : IExperiment
{
    public string Verb => "distill score";

    public RunConfig Config => config;

    public string Label => config.Game.Label();

    public IReadOnlyList<string> KeyColumns => TeacherKey.Columns;

    public IReadOnlyList<string> Metrics => ["score"];

    public IReadOnlyList<string> SummaryMetrics => ["score"];

    public IReadOnlyList<string> Notes => [.. config.Game.Notes()];

    public IReadOnlyDictionary<string, string> Prepare() =>
        Teachers.Facts(config.Teacher, config.Game, Devices.Resolve(config.Device));

    /// <summary>Games, then the teacher and random play, then seeds; a step of a trial is an episode.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from game in config.Game.All()
           from key in new IGameKey[] { new RecordKey(game, config.Play.Behaviour), new RandomPlayKey(game) }
           from seed in config.AllSeeds()
           select new TrialPlan(key, seed, config.Episodes, config.Episodes),
    ];

    public ITrial Build(TrialPlan plan)
    {
        TorchThreads.Set(1);
        var (game, device) = (plan.KeyAs<IGameKey>().Game, Devices.At(config.Device, plan.Place).ToTorch());
        var policy = EvaluationStage.IsRandom(plan) ? null : Teachers.Read(config.Teacher, game, config.Game.Atari);
        policy?.to(device);
        return new PolicyEvaluationTrial(new PolicyEvaluation(() => Games.Create(game, config.Game.Atari), policy,
            new EvaluationOptions(config.Episodes, plan.Seed, "score", config.Game.Atari) { Play = config.Play }, device), policy);
    }

    public IReadOnlyList<ResultTable> Tables(RunResults results) =>
        [ScoreTable.Of(results.Plans.Select(plan => (plan, PolicyEvaluationTrial.ScoresOf(results.ModelOf(plan)))))];

    /// <summary>No plots: scores.csv has what there is to see.</summary>
    public void Draw(RunResults results, PlotFolder plots)
    {
    }
}
