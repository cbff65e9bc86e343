using Sobolev.Plots;

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
    /// Those of <see cref="SummaryMetrics"/> that are errors, positive and varying by factors: summary.csv has their geometric means too.
    /// </summary>
    IReadOnlyList<string> ErrorMetrics => [];

    /// <summary>
    /// Checks data and device before anything is written. Its facts (device, engine ...) go into run.json; the fact data must be the same
    /// when a run is resumed.
    /// </summary>
    /// <exception cref="SobolevException">Something is missing; the message has the remedy.</exception>
    IReadOnlyDictionary<string, string> Prepare();

    /// <summary>The trials in the order of their rows.</summary>
    IReadOnlyList<TrialPlan> Plan();

    /// <summary>Builds a trial at its first step. Called on the thread that will train it.</summary>
    ITrial Build(TrialPlan plan);

    /// <summary>Whether its trials compute on the config's device; those that do not run one on each thread of the processor.</summary>
    bool UsesDevice => true;

    /// <summary>Messages for the user before training, e.g. a reused file; read after <see cref="Prepare"/>.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>Further CSV files of a finished run, with data outside metrics.csv.</summary>
    IReadOnlyList<ResultTable> Tables(RunResults results) => [];

    /// <summary>Draws the plots of a finished run.</summary>
    void Draw(RunResults results, PlotFolder plots);
}
