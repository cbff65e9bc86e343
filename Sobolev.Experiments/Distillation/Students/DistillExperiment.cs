using Sobolev.Models;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Distillation;

/// <summary>
/// "Policy distillation" of the supplement: a teacher is recorded, learning rates are fitted, then students learn from fractions of the
/// recording and are measured on later episodes.
/// </summary>
public sealed class DistillExperiment : IStagedExperiment, IFolderPlannedExperiment
{
    internal const string Recordings = "recordings";

    private readonly DistillConfig _config;
    private readonly TeacherDatasets _datasets;
    private readonly RateSearch _search;
    private readonly EvaluationStage _evaluations;

    public DistillExperiment(DistillConfig config)
    {
        _config = config;
        _datasets = new TeacherDatasets(config);
        _search = new RateSearch(config, _datasets);
        _evaluations = new EvaluationStage(this, PolicyLayers.Student, config.ScoreEpisodes, config.Game.Atari, withRandom: false);
    }

    public string Verb => "distill";

    public RunConfig Config => _config;

    public string Label => _config.Game.Label();

    public IReadOnlyList<string> KeyColumns => StudentKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_kl", "train_gradient_loss", "test_action_error", "test_kl"];

    public IReadOnlyList<string> SummaryMetrics => ["test_action_error", "test_kl", "train_kl", "train_gradient_loss"];

    public IReadOnlyList<string> ErrorMetrics => ["test_kl", "train_kl", "train_gradient_loss"];

    public IReadOnlyList<string> Notes => [.. _config.Game.Notes()];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        if (_config.Fractions.Append(_config.LearningRate.Fraction).Any(fraction => fraction >= 1))
            throw new SobolevException(ExitCode.Usage, "fractions: must be below 1, so that episodes remain for testing");
        var device = Devices.Resolve(_config.Device);
        _config.Arithmetic().Apply(device);
        var facts = TorchFacts.Of(device);
        var data = new List<string>();
        foreach (var game in _config.Game.All())
        {
            data.Add($"{game}: teacher {Teachers.Check(_config.Teacher, game, _config.Game.Atari)}");
            if (_config.Recording.Length > 0)
                data.Add($"{game}: recording {RecordingFile.Read(_datasets.PathOf(game)).Sha256[..16]}");
        }

        facts["data"] = string.Join(", ", data);
        return facts;
    }

    public IReadOnlyList<Stage> StagesBefore =>
    [
        .. _config.Recording.Length == 0 ? [new Stage(Recordings, _datasets.Recorder)] : Array.Empty<Stage>(),
        .. Searches ? [new Stage(RateSearch.Stage, _search)] : Array.Empty<Stage>(),
    ];

    /// <summary>The trials, with the first of the rates where they are still to be fitted.</summary>
    public IReadOnlyList<TrialPlan> Plan() => Plan((_, _) => _config.LearningRate.Grid[0]);

    public IReadOnlyList<TrialPlan> PlanIn(string folder)
    {
        _datasets.Folder = folder;
        return Searches ? Plan((game, method) => _search.Best(folder, game, method)) : Plan();
    }

    public ITrial Build(TrialPlan plan) =>
        _datasets.Student(plan, dataset => TimeSplit.Of(dataset.Recording.Starts, plan.KeyAs<StudentKey>().Fraction));

    public IReadOnlyList<Stage> StagesAfter => _config.ScoreEpisodes == 0 ? [] : [new Stage(EvaluationStage.Stage, _evaluations)];

    /// <summary>scores.csv, where students have played.</summary>
    public IReadOnlyList<ResultTable> Tables(RunResults results)
    {
        if (_config.ScoreEpisodes == 0)
            return [];
        var rows = from evaluation in _evaluations.Played()
                   let summary = Interval.Of(evaluation.Scores)
                   select (IReadOnlyList<object?>)[.. evaluation.Plan.Keys, evaluation.Plan.Seed, evaluation.Scores.Length, summary.Mean,
                       summary.Low, summary.High];
        return [new ResultTable("scores.csv", [.. KeyColumns, "seed", "episodes", "mean", "ci95_low", "ci95_high"], [.. rows])];
    }

    public void Draw(RunResults results, PlotFolder plots)
    {
        DistillPlots.Draw(results, plots);
        foreach (var game in results.Plans.GroupBy(plan => plan.KeyAs<StudentKey>().Game))
            plots.Save($"saliency-{DistilledGames.FileName(game.Key)}", results.Models, () => Saliency(results, game.Key, [.. game]));
    }

    /// <summary>Students of the first seed and the largest fraction: one picture for the eye, no statistics.</summary>
    private Figure Saliency(RunResults results, string game, IReadOnlyList<TrialPlan> plans)
    {
        LibTorch.EnsureLoaded();
        var fraction = plans.Max(plan => plan.KeyAs<StudentKey>().Fraction);
        TrialPlan[] shown = [.. plans.Where(plan => plan.Seed == _config.Seed && plan.KeyAs<StudentKey>().Fraction == fraction)];
        var dataset = _datasets.Of(game, _datasets.Device);
        var students = shown.Select(plan => (plan.KeyAs<StudentKey>().Method, StudentOf(results, plan))).ToArray();
        var figure = SaliencyPictures.Draw(game, dataset, TimeSplit.Of(dataset.Recording.Starts, fraction).Test,
            [("teacher", dataset.Teacher), .. students]);
        foreach (var (_, student) in students)
            student.Dispose();
        return figure;
    }

    private bool Searches => _config.LearningRate.Grid.Distinct().Count() > 1;

    private PolicyNetwork StudentOf(RunResults results, TrialPlan plan)
    {
        var student = PolicyFile.Network(results.ModelOf(plan), PolicyLayers.Student);
        student.to(_datasets.Device.ToTorch());
        return student;
    }

    private IReadOnlyList<TrialPlan> Plan(Func<string, string, double> rateOf) =>
    [
        .. from game in _config.Game.All()
           from method in _config.AllMethods()
           let rate = rateOf(game, method)
           from fraction in _config.Fractions.Distinct()
           from seed in _config.AllSeeds()
           select new TrialPlan(new StudentKey(game, fraction, method, rate), seed, _config.Updates, _config.EvaluateEvery),
    ];
}
