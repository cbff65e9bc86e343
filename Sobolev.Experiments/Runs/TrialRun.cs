using System.Diagnostics;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>How a trial ended, or stopped.</summary>
internal enum TrialOutcome
{
    Finished,
    Stopped,
    Diverged,

    /// <summary>Never begun: the trial it needs diverged.</summary>
    Skipped,
}

/// <summary>The training of one trial: update, check the loss, evaluate, checkpoint, stop when asked.</summary>
internal sealed class TrialRun(IExperiment experiment, TrialPlan plan, int index, StageFolder folder, MetricsFile metrics, StopSignal signal, RunProgress progress, TimeProvider time)
{
    private const string Rows = "rows";
    private const string Seconds = "seconds";
    private const string FinishedText = "finished";

    private readonly Checkpoints _checkpoints = folder.CheckpointsOf(plan);
    private double _secondsBefore;
    private long _started;
    private long _lastCheckpoint;
    private int _checkpointRequests = signal.CheckpointRequests;

    /// <summary>Rows and whether nothing is left to do, as a checkpoint tells.</summary>
    public static (IReadOnlyList<string> Rows, bool Finished) Known(TrialState? checkpoint) =>
        checkpoint is null
            ? ([], false)
            : (checkpoint.Text(Rows).Split('\n', StringSplitOptions.RemoveEmptyEntries), checkpoint.Text(FinishedText) == bool.TrueString);

    public TrialOutcome Train(TrialState? checkpoint)
    {
        using var trial = plan.Needs is { } needed ? experiment.Build(plan, SafeTensors.Read(folder.ModelPath(needed))) : experiment.Build(plan);
        _started = _lastCheckpoint = time.GetTimestamp();
        if (checkpoint is null)
        {
            Evaluate(trial);
        }
        else
        {
            trial.Load(checkpoint);
            _secondsBefore = checkpoint.Number(Seconds);
        }

        while (trial.Step < plan.Updates && !trial.IsFinished)
        {
            var loss = trial.Advance();
            progress.Report(index, trial.Step, loss);
            if (!double.IsFinite(loss))
                return Diverged(trial, loss);
            if (plan.EvaluatesAt(trial.Step))
                Evaluate(trial);
            if (signal.Reason != StopReason.None && trial.Step < plan.Updates)
            {
                Save(trial, finished: false);
                return TrialOutcome.Stopped;
            }

            if (CheckpointIsDue())
                Save(trial, finished: false);
        }

        var (tensors, metadata) = trial.Model();
        AtomicFile.Write(folder.ModelPath(plan), stream => SafeTensors.Write(stream, tensors, metadata));
        foreach (var report in trial.Reports())
            AtomicFile.WriteText(folder.ReportPath(plan, report.Name), Csv.Text(report.Header, report.Rows));
        Save(trial, finished: true);
        progress.Skip(index);
        return TrialOutcome.Finished;
    }

    private void Evaluate(ITrial trial)
    {
        var values = trial.Evaluate().Cast<object?>();
        metrics.Append(index, Csv.Line([.. plan.Keys, plan.Seed, trial.Step, .. values, Math.Round(TrainingSeconds(), 3)]));
    }

    private TrialOutcome Diverged(ITrial trial, double loss)
    {
        folder.Log.Error("{Trial}: the loss is {Loss} at step {Step} of seed {Seed}", plan.Name, loss, trial.Step, plan.Seed);
        return TrialOutcome.Diverged;
    }

    private bool CheckpointIsDue()
    {
        if (_checkpointRequests == signal.CheckpointRequests && time.GetElapsedTime(_lastCheckpoint) < experiment.Config.CheckpointEvery)
            return false;
        _checkpointRequests = signal.CheckpointRequests;
        return true;
    }

    private void Save(ITrial trial, bool finished)
    {
        var state = new TrialState();
        // a finished trial is its model and its rows: nothing of the training is needed any more
        if (!finished)
            trial.Save(state);
        state.Put(Rows, string.Join('\n', metrics.RowsOf(index)));
        state.Put(Seconds, TrainingSeconds());
        state.Put(FinishedText, finished.ToString());
        var begun = Stopwatch.GetTimestamp();
        _checkpoints.Write(state, trial.Step);
        folder.Log.Debug("{Trial}: checkpoint at step {Step} ({Milliseconds:F0} ms)", plan.Name, trial.Step, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        _lastCheckpoint = time.GetTimestamp();
    }

    private double TrainingSeconds() => _secondsBefore + time.GetElapsedTime(_started).TotalSeconds;
}
