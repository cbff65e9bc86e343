using System.Diagnostics;
using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>Files of one trial: its rows, its checkpoints, its model.</summary>
internal sealed class TrialFiles(RunContext run, TrialPlan plan, int index)
{
    private const string Rows = "rows";
    private const string Seconds = "seconds";
    private const string Updates = "updates";
    private const string Ended = "ended";

    private readonly Checkpoints _checkpoints = run.Folder.CheckpointsOf(plan);

    public int Index => index;

    public TrialPlan Plan => plan;

    /// <summary>Content of a checkpoint about a trial: its rows so far, its end, and its step.</summary>
    public static KnownTrial Known(TrialState? checkpoint) => checkpoint is null
        ? new KnownTrial([], null, 0)
        : new KnownTrial(
            checkpoint.Text(Rows).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            checkpoint.Text(Ended) is { Length: > 0 } outcome ? Outcome(outcome) : null,
            checkpoint.Integer(Updates));

    private static TrialOutcome Outcome(string word) => Enum.TryParse<TrialOutcome>(word, out var outcome)
        ? outcome
        : throw new SobolevException(ExitCode.DataMissing, "the checkpoint ends in an unknown way");

    /// <summary>The checkpoint of a finished trial, from its rows.</summary>
    public static TrialState Finished(IReadOnlyList<string> rows, double seconds, long updates)
    {
        var state = new TrialState();
        Describe(state, rows, seconds, updates, TrialOutcome.Finished);
        return state;
    }

    /// <summary>The checkpoint of a finished trial that has its training state, as one that is to train further.</summary>
    public static TrialState Reopened(TrialState finished)
    {
        finished.Put(Ended, "");
        return finished;
    }

    private static void Describe(TrialState state, IReadOnlyList<string> rows, double seconds, long updates, TrialOutcome? ended)
    {
        state.Put(Rows, string.Join('\n', rows));
        state.Put(Seconds, seconds);
        state.Put(Updates, updates);
        state.Put(Ended, ended?.ToString() ?? "");
    }

    public static double SecondsOf(TrialState checkpoint) => checkpoint.Number(Seconds);

    /// <param name="trial">The trial as it was evaluated.</param>
    /// <param name="metrics">Numbers of its evaluation.</param>
    /// <param name="seconds">Time of its training so far.</param>
    public void AddRow(ITrial trial, IReadOnlyList<double> metrics, double seconds)
    {
        foreach (var note in trial.TakeNotes())
            run.Folder.Log.Information("{Trial}, step {Step}: {Note}", plan.Name, trial.Step, note);
        run.Metrics.Append(index, Csv.Line([.. plan.Keys, plan.Seed, trial.Step, .. metrics.Cast<object?>(), Math.Round(seconds, 3)]));
    }

    /// <param name="ended">How the trial has ended, or null while it is running.</param>
    public void Save(ITrial trial, double seconds, TrialOutcome? ended)
    {
        var state = new TrialState();
        // a trial that has ended is its rows and its model; its training state is needed only if the run is to be extended
        if (ended is null || (ended == TrialOutcome.Finished && run.Experiment.Config.KeepCheckpoints))
            trial.Save(state);
        Describe(state, run.Metrics.RowsOf(index), seconds, trial.Step, ended);
        run.Folder.RequirePlace();
        var begun = Stopwatch.GetTimestamp();
        try
        {
            _checkpoints.Write(state, trial.Step);
        }
        catch (SobolevException held) when (HeldFile.Caused(held))
        {
            run.Warn($"{held.Message}; the training continues without this checkpoint");
            return;
        }

        run.Folder.Log.Debug("{Trial}: checkpoint at step {Step} ({Milliseconds:F0} ms)", plan.Name, trial.Step,
            Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    /// <summary>Writes the model and the reports of a finished trial.</summary>
    public void KeepResults(ITrial trial)
    {
        run.Folder.RequirePlace();
        var (tensors, metadata) = trial.Model();
        AtomicFile.Write(run.Folder.ModelPath(plan), stream => SafeTensors.Write(stream, tensors, metadata));
        foreach (var report in trial.Reports())
            AtomicFile.WriteText(run.Folder.ReportPath(plan, report.Name), Csv.Text(report.Header, report.Rows));
    }
}

/// <summary>State of a trial before it is resumed.</summary>
/// <param name="Ended">Finished, diverged, or null while there is something left to do.</param>
internal sealed record KnownTrial(IReadOnlyList<string> Rows, TrialOutcome? Ended, long Updates)
{
    public bool HasEnded => Ended is not null;
}
