using System.Diagnostics;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>What a run keeps of one trial: its rows, its checkpoints, its model.</summary>
internal sealed class TrialFiles(RunContext run, TrialPlan plan, int index)
{
    private const string Rows = "rows";
    private const string Seconds = "seconds";
    private const string Updates = "updates";
    private const string FinishedText = "finished";

    private readonly Checkpoints _checkpoints = run.Folder.CheckpointsOf(plan);

    public int Index => index;

    public TrialPlan Plan => plan;

    /// <summary>What a checkpoint tells of a trial: its rows so far, whether nothing is left to do, and how far it is.</summary>
    public static KnownTrial Known(TrialState? checkpoint) => checkpoint is null
        ? new KnownTrial([], false, 0)
        : new KnownTrial(checkpoint.Text(Rows).Split('\n', StringSplitOptions.RemoveEmptyEntries), checkpoint.Text(FinishedText) == bool.TrueString, checkpoint.Integer(Updates));

    public static double SecondsOf(TrialState checkpoint) => checkpoint.Number(Seconds);

    public void Evaluate(ITrial trial, double seconds)
    {
        var values = trial.Evaluate().Cast<object?>();
        run.Metrics.Append(index, Csv.Line([.. plan.Keys, plan.Seed, trial.Step, .. values, Math.Round(seconds, 3)]));
    }

    public void Save(ITrial trial, double seconds, bool finished)
    {
        var state = new TrialState();
        // a finished trial is its model and its rows: nothing of the training is needed any more
        if (!finished)
            trial.Save(state);
        state.Put(Rows, string.Join('\n', run.Metrics.RowsOf(index)));
        state.Put(Seconds, seconds);
        state.Put(Updates, trial.Step);
        state.Put(FinishedText, finished.ToString());
        var begun = Stopwatch.GetTimestamp();
        _checkpoints.Write(state, trial.Step);
        run.Folder.Log.Debug("{Trial}: checkpoint at step {Step} ({Milliseconds:F0} ms)", plan.Name, trial.Step, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    /// <summary>Keeps what a finished trial leaves: its model and its reports.</summary>
    public void KeepResults(ITrial trial)
    {
        var (tensors, metadata) = trial.Model();
        AtomicFile.Write(run.Folder.ModelPath(plan), stream => SafeTensors.Write(stream, tensors, metadata));
        foreach (var report in trial.Reports())
            AtomicFile.WriteText(run.Folder.ReportPath(plan, report.Name), Csv.Text(report.Header, report.Rows));
    }
}

/// <summary>What is known of a trial before it goes on.</summary>
internal sealed record KnownTrial(IReadOnlyList<string> Rows, bool Finished, long Updates);
