using Sobolev.Models;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Distillation;

/// <summary>The teachers of policy distillation, trained with A3C.</summary>
public sealed class TeacherExperiment : IStagedExperiment
{
    private readonly TeacherConfig _config;
    private readonly EvaluationStage _evaluations;

    public TeacherExperiment(TeacherConfig config)
    {
        _config = config;
        _evaluations = new EvaluationStage(this, PolicyLayers.Teacher, config.ScoreEpisodes, config.Game.Atari, withRandom: true);
    }

    public string Verb => "distill teacher";

    public RunConfig Config => _config;

    public string Label => _config.Game.Label();

    public IReadOnlyList<string> KeyColumns => TeacherKey.Columns;

    public IReadOnlyList<string> Metrics => ["actions", "episodes", "training_score", "score"];

    public IReadOnlyList<string> SummaryMetrics => ["score"];

    public IReadOnlyList<string> Notes => [.. _config.Game.Notes()];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        // a game that cannot be played is an error before the run starts
        foreach (var game in _config.Game.All())
            DistilledGames.ActionsOf(game, _config.Game.Atari);
        return TorchFacts.Of(Devices.Resolve(_config.Device));
    }

    /// <summary>Games, then seeds; a step of a trial is a round of all actors.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from game in _config.Game.All()
           from seed in _config.AllSeeds()
           select new TrialPlan(new TeacherKey(game), seed, Rounds(_config.Steps), Rounds(_config.EvaluateEvery)),
    ];

    public ITrial Build(TrialPlan plan)
    {
        // actors run in parallel
        TorchThreads.Set(1);
        return new TeacherTrial(_config, plan.KeyAs<TeacherKey>().Game, plan.Seed, plan.Updates,
            Devices.At(_config.Device, plan.Place).ToTorch());
    }

    public IReadOnlyList<Stage> StagesAfter => [new Stage(EvaluationStage.Stage, _evaluations)];

    /// <summary>scores.csv: the saved teacher, and random play.</summary>
    public IReadOnlyList<ResultTable> Tables(RunResults results) => [ScoreTable.Of(_evaluations.Played())];

    public void Draw(RunResults results, PlotFolder plots) => TeacherPlots.Draw(results, plots);

    private long Rounds(long actions) => (actions + _config.StepsOfRound - 1) / _config.StepsOfRound;
}
