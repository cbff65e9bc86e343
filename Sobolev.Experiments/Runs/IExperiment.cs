using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>A verb as the life of a run sees it: a plan of trials, how to build one, and plots of the outcome.</summary>
public interface IExperiment
{
    string Verb { get; }

    RunConfig Config { get; }

    /// <summary>A few words for the name of the run folder, e.g. rosenbrock-20.</summary>
    string Label { get; }

    /// <summary>Columns of metrics.csv before <c>seed</c>; one of them is <c>method</c>.</summary>
    IReadOnlyList<string> KeyColumns { get; }

    /// <summary>Columns between <c>step</c> and <c>seconds</c>: what <see cref="ITrial.Evaluate"/> returns, in order.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Those of <see cref="Metrics"/> whose last values summary.csv gathers over the seeds.</summary>
    IReadOnlyList<string> SummaryMetrics { get; }

    /// <summary>
    /// Checks data and device before anything is written. Its facts (device, engine ...) go into run.json; the fact data must be the same
    /// when a run is resumed.
    /// </summary>
    /// <exception cref="SobolevException">Something is missing; the message has the remedy.</exception>
    IReadOnlyDictionary<string, string> Prepare();

    /// <summary>The trials in the order of their rows.</summary>
    IReadOnlyList<TrialPlan> Plan();

    /// <summary>
    /// Experiments whose trials come first, in the same run folder, such as a recording or the fitting of a learning rate.
    /// </summary>
    IReadOnlyList<Stage> StagesBefore => [];

    /// <summary>
    /// Experiments whose trials run last and use the trained models, such as playing a game; their <see cref="PlanIn"/> finds the models.
    /// </summary>
    IReadOnlyList<Stage> StagesAfter => [];

    /// <summary>
    /// The trials once the stages are done, in order; from then on the experiment may read their files in <paramref name="folder"/>.
    /// </summary>
    IReadOnlyList<TrialPlan> PlanIn(string folder) => Plan();

    /// <summary>Builds a trial at its first step. Called on the thread that will train it.</summary>
    ITrial Build(TrialPlan plan);

    /// <summary>Builds a trial that needs the model of another; experiments with independent trials do not implement this.</summary>
    ITrial Build(TrialPlan plan, TensorFile needed) => throw new NotSupportedException($"trials of {Verb} need no others");

    /// <summary>Groups of trials that train as one, each with the same number of updates; by default every trial is alone.</summary>
    IReadOnlyList<IReadOnlyList<TrialPlan>> Groups(IReadOnlyList<TrialPlan> plans) => [.. plans.Select(plan => new[] { plan })];

    /// <summary>Builds several trials of a group at one step, to be trained as one.</summary>
    ITrialGroup Build(IReadOnlyList<TrialPlan> plans) => throw new NotSupportedException($"trials of {Verb} are trained one by one");

    /// <summary>Messages for the user before training, e.g. a reused file; read after <see cref="Prepare"/>.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>Further CSV files of a finished run, with data outside metrics.csv.</summary>
    IReadOnlyList<ResultTable> Tables(RunResults results) => [];

    /// <summary>Draws the pictures of a finished run into <paramref name="folder"/> (which exists).</summary>
    void Draw(RunResults results, string folder);
}

/// <summary>An experiment that comes before another one in the same run, or after it.</summary>
/// <param name="Name">Its rows go into NAME.csv, its models into the folder NAME.</param>
/// <param name="Experiment">Its trials; a diverged one leaves rows but no model, and the run continues.</param>
public sealed record Stage(string Name, IExperiment Experiment);
