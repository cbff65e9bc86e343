using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>How a trial ended, or stopped.</summary>
internal enum TrialOutcome
{
    Finished,
    Stopped,
    Diverged,

    /// <summary>Not started, because the trial it needs diverged.</summary>
    Skipped,
}

/// <summary>
/// The training of one trial, or of a group that is trained as one: update, check the losses, evaluate, checkpoint, stop when asked. A
/// member that diverges or is done leaves the group; the others continue.
/// </summary>
/// <param name="run">Objects that all trials share.</param>
/// <param name="members">The trial, or those of the group.</param>
/// <param name="isGroup">Whether it is built as a group, even where one member is left: engines agree to rounding only.</param>
internal sealed class TrialRun(RunContext run, IReadOnlyList<(TrialFiles Files, TrialState? Checkpoint)> members, bool isGroup)
{
    private readonly double[] _secondsBefore =
        [.. members.Select(member => member.Checkpoint is { } checkpoint ? TrialFiles.SecondsOf(checkpoint) : 0)];
    private readonly TrialOutcome[] _outcomes = [.. Enumerable.Repeat(TrialOutcome.Stopped, members.Count)];
    private readonly List<int> _live = [.. Enumerable.Range(0, members.Count)];
    private long _started;
    private long _lastCheckpoint;
    private int _checkpointRequests = run.Signal.CheckpointRequests;

    /// <returns>How each member ended.</returns>
    public IReadOnlyList<TrialOutcome> Train()
    {
        using var group = Build();
        _started = _lastCheckpoint = run.Time.GetTimestamp();
        foreach (var member in _live)
        {
            if (members[member].Checkpoint is { } checkpoint)
                group.Members[member].Load(checkpoint);
        }

        Evaluate(group, [.. _live.Where(member => members[member].Checkpoint is null)]);

        if (!TryFinishDone(group))
            return _outcomes;
        while (_live.Count > 0)
        {
            long[] before = [.. group.Members.Select(trial => trial.Step)];
            Advance(group);
            // some trials count what comes now and then: a step is looked at once
            Evaluate(group, [.. _live.Where(member => group.Members[member].Step is var step && step != before[member]
                && members[member].Files.Plan.EvaluatesAt(step))]);
            if (!TryFinishDone(group) || run.Signal.Reason != StopReason.None)
            {
                Save(group);
                return _outcomes;
            }

            if (CheckpointIsDue())
                Save(group);
        }

        return _outcomes;
    }

    private ITrialGroup Build()
    {
        if (isGroup)
            return ((IGroupedExperiment)run.Experiment).Build([.. members.Select(member => member.Files.Plan)]);
        var plan = members[0].Files.Plan;
        return new TrialAlone(plan.DependsOn is { } needed
            ? ((IDependentExperiment)run.Experiment).Build(plan, SafeTensors.Read(run.Folder.ModelPath(needed)))
            : run.Experiment.Build(plan));
    }

    private void Advance(ITrialGroup group)
    {
        var losses = group.Advance();
        // a row, and a model, is of a training whose loss is known to be finite
        if (_live.Any(member => members[member].Files.Plan.EvaluatesAt(group.Members[member].Step)))
            losses = group.ReadLosses() ?? losses;
        foreach (var member in _live.ToArray())
        {
            var (files, trial) = (members[member].Files, group.Members[member]);
            var loss = losses[member];
            run.Progress.Report(files.Index, trial.Step, loss);
            if (double.IsFinite(loss))
                continue;
            run.Folder.Log.Error("{Trial}: the loss is {Loss} at step {Step} of seed {Seed}", files.Plan.Name, loss,
                trial.Step, files.Plan.Seed);
            // so that a resumed run does not train it again with the same result
            files.Save(trial, SecondsOf(member), TrialOutcome.Diverged);
            Leave(member, TrialOutcome.Diverged);
        }
    }

    /// <returns>Whether all results are written; false when the run is to stop while another program holds one open.</returns>
    private bool TryFinishDone(ITrialGroup group)
    {
        foreach (var member in _live.ToArray())
        {
            var (files, trial) = (members[member].Files, group.Members[member]);
            if (trial.Step < files.Plan.Updates && !trial.IsFinished)
                continue;
            if (!TryKeepResults(files, trial))
                return false;
            files.Save(trial, SecondsOf(member), TrialOutcome.Finished);
            run.Progress.Skip(files.Index);
            Leave(member, TrialOutcome.Finished);
        }

        return true;
    }

    /// <summary>Writes the model and the reports of a trial; waits for a file that is open elsewhere, unless the run is to stop.</summary>
    private bool TryKeepResults(TrialFiles files, ITrial trial)
    {
        for (var isNamed = false; ; isNamed = true)
        {
            try
            {
                files.KeepResults(trial);
                return true;
            }
            catch (SobolevException held) when (HeldFile.Caused(held))
            {
                if (!isNamed)
                    run.Warn($"{held.Message}; {files.Plan.Name} waits for it");
                if (run.Signal.Reason != StopReason.None)
                    return false;
            }
        }
    }

    private void Leave(int member, TrialOutcome outcome)
    {
        _outcomes[member] = outcome;
        _live.Remove(member);
    }

    private void Evaluate(ITrialGroup group, IReadOnlyList<int> evaluated)
    {
        if (evaluated.Count == 0)
            return;
        foreach (var (member, row) in evaluated.Zip(group.Evaluate(evaluated)))
            members[member].Files.AddRow(group.Members[member], row, SecondsOf(member));
    }

    private void Save(ITrialGroup group)
    {
        foreach (var member in _live)
            members[member].Files.Save(group.Members[member], SecondsOf(member), ended: null);
        _lastCheckpoint = run.Time.GetTimestamp();
    }

    private bool CheckpointIsDue()
    {
        if (_checkpointRequests == run.Signal.CheckpointRequests
            && run.Time.GetElapsedTime(_lastCheckpoint) < run.Experiment.Config.CheckpointEvery)
            return false;
        _checkpointRequests = run.Signal.CheckpointRequests;
        return true;
    }

    private double SecondsOf(int member) => _secondsBefore[member] + run.Time.GetElapsedTime(_started).TotalSeconds;
}
