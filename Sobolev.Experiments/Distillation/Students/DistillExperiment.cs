using Sobolev.Models;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Distillation;

/// <summary>
/// "Policy distillation" of the supplement: a teacher is recorded, learning rates are fitted, then students learn from fractions of the
/// recording and are measured on later episodes.
/// </summary>
public sealed class DistillExperiment : IExperiment
{
    internal const string Recordings = "recordings";

    private readonly DistillConfig _config;
    private readonly Lessons _lessons;
    private readonly RateSearch _search;
    private readonly Matches _matches;

    public DistillExperiment(DistillConfig config)
    {
        _config = config;
        _lessons = new Lessons(config);
        _search = new RateSearch(config, _lessons);
        _matches = new Matches(this, PolicyLayers.Student, config.ScoreEpisodes, withRandom: false);
    }

    internal static IReadOnlyList<string> Columns { get; } = ["game", "fraction", "method", "learning_rate"];

    public string Verb => "distill";

    public RunConfig Config => _config;

    public string Label => DistilledGames.Label(_config.AllGames());

    public IReadOnlyList<string> KeyColumns => Columns;

    public IReadOnlyList<string> Metrics => ["train_kl", "train_gradient_loss", "test_action_error", "test_kl"];

    public IReadOnlyList<string> SummaryMetrics => ["test_action_error", "test_kl", "train_kl", "train_gradient_loss"];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        if (_config.Fractions.Append(_config.LearningRate.Fraction).Any(fraction => fraction >= 1))
            throw new SobolevException(ExitCode.Usage, "fractions: a share of the recording below 1, so that episodes are left to test on");
        var facts = TorchFacts.Of(Devices.Resolve(_config.Device));
        var data = new List<string>();
        foreach (var game in _config.AllGames())
        {
            data.Add($"{game}: teacher {Teachers.Check(_config.Teacher, game)}");
            if (_config.Recording.Length > 0)
                data.Add($"{game}: recording {RecordingFile.Read(_lessons.PathOf(game)).Sha256[..16]}");
        }

        facts["data"] = string.Join(", ", data);
        return facts;
    }

    public IReadOnlyList<Stage> Stages =>
    [
        .. _config.Recording.Length == 0 ? [new Stage(Recordings, _lessons.Recorder)] : Array.Empty<Stage>(),
        .. Searches ? [new Stage(RateSearch.Stage, _search)] : Array.Empty<Stage>(),
    ];

    /// <summary>The trials, with the first of the rates where they are still to be fitted.</summary>
    public IReadOnlyList<TrialPlan> Plan() => Plan((_, _) => _config.LearningRate.Grid[0]);

    public IReadOnlyList<TrialPlan> PlanIn(string folder)
    {
        _lessons.Folder = folder;
        return Searches ? Plan((game, method) => _search.Best(folder, game, method)) : Plan();
    }

    public ITrial Build(TrialPlan plan) => _lessons.Student(plan, lesson => TimeSplit.Of(lesson.Recording.Starts, (double)plan.Keys[1]));

    public IReadOnlyList<Stage> LaterStages => _config.ScoreEpisodes == 0 ? [] : [new Stage(Matches.Stage, _matches)];

    /// <summary>scores.csv, where students have played.</summary>
    public IReadOnlyList<ResultTable> Tables(RunResults results)
    {
        if (_config.ScoreEpisodes == 0)
            return [];
        var rows = from match in _matches.Played()
                   let summary = Summary.Interval(match.Scores)
                   select (IReadOnlyList<object?>)[.. match.Plan.Keys, match.Plan.Seed, match.Scores.Length, summary.Mean, summary.Low, summary.High];
        return [new ResultTable("scores.csv", [.. KeyColumns, "seed", "episodes", "mean", "ci95_low", "ci95_high"], [.. rows])];
    }

    public void Draw(RunResults results, string folder)
    {
        LibTorch.EnsureLoaded();
        DistillPlots.Draw(results, folder);
        foreach (var game in results.Plans.GroupBy(plan => (string)plan.Keys[0]))
        {
            // of the first seed and the largest fraction: one picture for the eye, no statistics
            var fraction = game.Max(plan => (double)plan.Keys[1]);
            TrialPlan[] shown = [.. game.Where(plan => plan.Seed == _config.Seed && (double)plan.Keys[1] == fraction)];
            var lesson = _lessons.Of(game.Key);
            var students = shown.Select(plan => ((string)plan.Keys[2], StudentOf(results, plan))).ToArray();
            SaliencyPictures.Save(Path.Combine(folder, $"saliency-{DistilledGames.FileName(game.Key)}.png"), game.Key, lesson, TimeSplit.Of(lesson.Recording.Starts, fraction).Test, [("teacher", lesson.Teacher), .. students]);
            foreach (var (_, student) in students)
                student.Dispose();
        }
    }

    private bool Searches => _config.LearningRate.Grid.Distinct().Count() > 1;

    private PolicyNetwork StudentOf(RunResults results, TrialPlan plan)
    {
        var student = PolicyFile.Network(results.ModelOf(plan), PolicyLayers.Student);
        student.to(_lessons.Device);
        return student;
    }

    private IReadOnlyList<TrialPlan> Plan(Func<string, string, double> rateOf) =>
    [
        .. from game in _config.AllGames()
           from method in _config.AllMethods()
           let rate = rateOf(game, method)
           from fraction in _config.Fractions.Distinct()
           from seed in _config.AllSeeds()
           select new TrialPlan([game, fraction, method, rate], seed, _config.Updates, _config.EvaluateEvery),
    ];
}
