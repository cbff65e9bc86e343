using Sobolev.Arcade;
using Sobolev.Models;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Distillation;

/// <summary>The teachers of policy distillation, trained with A3C.</summary>
public sealed class TeacherExperiment(TeacherConfig config) : IExperiment
{
    public string Verb => "distill teacher";

    public RunConfig Config => config;

    public string Label => DistilledGames.Label(config.AllGames());

    public IReadOnlyList<string> KeyColumns => ["game", "method"];

    public IReadOnlyList<string> Metrics => ["actions", "episodes", "training_score", "score"];

    public IReadOnlyList<string> SummaryMetrics => ["score"];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        // a game that cannot be played is told before there is a run
        foreach (var game in config.AllGames())
            DistilledGames.ActionsOf(game);
        return new Dictionary<string, string> { ["device"] = Devices.Resolve(config.Device).ToString(), ["libtorch"] = LibTorch.Version() };
    }

    /// <summary>Games, then seeds; a step of a trial is a round of all actors.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from game in config.AllGames()
           from seed in config.AllSeeds()
           select new TrialPlan([game, "a3c"], seed, Rounds(config.Steps), Rounds(config.EvaluateEvery)),
    ];

    public ITrial Build(TrialPlan plan)
    {
        // actors are what runs side by side
        TorchThreads.Set(1);
        return new TeacherTrial(config, (string)plan.Keys[0], plan.Seed, plan.Updates, Devices.Resolve(config.Device).ToTorch());
    }

    /// <summary>scores.csv: the teacher as it was written, and random play.</summary>
    public IReadOnlyList<ResultTable> Tables(RunResults results)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var plan in results.Plans)
        {
            var game = (string)plan.Keys[0];
            var device = Devices.Resolve(config.Device).ToTorch();
            using var teacher = PolicyFile.Network(results.ModelOf(plan), PolicyLayers.Teacher);
            teacher.to(device);
            foreach (var (name, policy) in new[] { ("teacher", teacher), ("random", null) })
            {
                var scores = Scores.Play(() => Games.Create(game), policy, plan.Seed, "score", config.ScoreEpisodes, device);
                var (mean, low, high) = Summary.Interval(scores);
                rows.Add([game, plan.Seed, name, scores.Length, mean, low, high, scores.Min(), scores.Max()]);
            }
        }

        return [new ResultTable("scores.csv", ["game", "seed", "player", "episodes", "mean", "ci95_low", "ci95_high", "lowest", "highest"], rows)];
    }

    public void Draw(RunResults results, string folder) => TeacherPlots.Draw(results, folder);

    private long Rounds(long actions) => (actions + config.StepsOfRound - 1) / config.StepsOfRound;
}
