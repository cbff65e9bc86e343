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

/// <summary>
/// The training of one trial, or of a group that is trained as one: update, check the losses, evaluate, checkpoint, stop when asked. A
/// member that diverges leaves the group; the others go on.
/// </summary>
internal sealed class TrialRun(RunContext run, IReadOnlyList<(TrialFiles Files, TrialState? Checkpoint)> members)
{
    private readonly double[] _secondsBefore = [.. members.Select(member => member.Checkpoint is { } checkpoint ? TrialFiles.SecondsOf(checkpoint) : 0)];
    private readonly TrialOutcome[] _outcomes = [.. Enumerable.Repeat(TrialOutcome.Stopped, members.Count)];
    private readonly List<int> _live = [.. Enumerable.Range(0, members.Count)];
    private readonly long _updates = members[0].Files.Plan.Updates;
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
            else
                Evaluate(group, member);
        }

        while (group.Members[_live[0]].Step < _updates)
        {
            Advance(group);
            if (_live.Count == 0)
                return _outcomes;
            var step = group.Members[_live[0]].Step;
            foreach (var member in _live.Where(member => members[member].Files.Plan.EvaluatesAt(step)))
                Evaluate(group, member);
            if (run.Signal.Reason != StopReason.None && step < _updates)
            {
                Save(group, finished: false);
                return _outcomes;
            }

            if (CheckpointIsDue())
                Save(group, finished: false);
        }

        foreach (var member in _live)
        {
            members[member].Files.KeepModel(group.Members[member]);
            _outcomes[member] = TrialOutcome.Finished;
        }

        Save(group, finished: true);
        return _outcomes;
    }

    private ITrialGroup Build()
    {
        if (members.Count > 1)
            return run.Experiment.Build([.. members.Select(member => member.Files.Plan)]);
        var plan = members[0].Files.Plan;
        return new TrialAlone(plan.Needs is { } needed ? run.Experiment.Build(plan, SafeTensors.Read(run.Folder.ModelPath(needed))) : run.Experiment.Build(plan));
    }

    private void Advance(ITrialGroup group)
    {
        var losses = group.Advance();
        for (var k = _live.Count - 1; k >= 0; k--)
        {
            var (member, files, trial) = (_live[k], members[_live[k]].Files, group.Members[_live[k]]);
            run.Progress.Report(files.Index, trial.Step, losses[member]);
            if (double.IsFinite(losses[member]))
                continue;
            run.Folder.Log.Error("{Trial}: the loss is {Loss} at step {Step} of seed {Seed}", files.Plan.Name, losses[member], trial.Step, files.Plan.Seed);
            _outcomes[member] = TrialOutcome.Diverged;
            _live.RemoveAt(k);
        }
    }

    private void Evaluate(ITrialGroup group, int member) => members[member].Files.Evaluate(group.Members[member], SecondsOf(member));

    private void Save(ITrialGroup group, bool finished)
    {
        foreach (var member in _live)
            members[member].Files.Save(group.Members[member], SecondsOf(member), finished);
        _lastCheckpoint = run.Time.GetTimestamp();
    }

    private bool CheckpointIsDue()
    {
        if (_checkpointRequests == run.Signal.CheckpointRequests && run.Time.GetElapsedTime(_lastCheckpoint) < run.Experiment.Config.CheckpointEvery)
            return false;
        _checkpointRequests = run.Signal.CheckpointRequests;
        return true;
    }

    private double SecondsOf(int member) => _secondsBefore[member] + run.Time.GetElapsedTime(_started).TotalSeconds;
}
