using Sobolev.Files;
using Sobolev.State;
using Sobolev.Torch;

namespace Sobolev.Runs;

/// <summary>Trains the trials of a plan, alone or in groups, from their last checkpoints on.</summary>
/// <param name="isResumed">Whether the run was started earlier, so that there should be checkpoints.</param>
internal sealed class PlanTraining(bool isResumed, StopSignal signal, IRunObserver observer, TimeProvider time)
{
    /// <summary>The trials of the run, or of a stage of it, from their last checkpoints on.</summary>
    public (IReadOnlyList<TrialOutcome> Outcomes, RunProgress Progress) Train(IExperiment trained, IReadOnlyList<TrialPlan> plans,
        RunFolder folder, Stage? stage)
    {
        var files = folder.Of(stage);
        var groups = GroupsOf(trained, plans);
        var checkpoints = plans.Select(plan => files.LastGood(plan)).ToArray();
        foreach (var together in groups)
            Align(together, plans, files, checkpoints);
        var known = checkpoints.Select(TrialFiles.Known).ToArray();
        TellLost(plans, known, files);
        string[] header = [.. trained.KeyColumns, "seed", "step", .. trained.Metrics, "seconds"];
        using var metrics =
            new MetricsFile(files.MetricsPath, header, [.. known.Select(trial => trial.Rows)], [.. known.Select(trial => trial.HasEnded)]);
        var progress = new RunProgress(plans);
        for (var trial = 0; trial < plans.Count; trial++)
        {
            if (known[trial].Ended == TrialOutcome.Finished)
                progress.Skip(trial);
            else if (known[trial].HasEnded)
                progress.Report(trial, known[trial].Updates, double.NaN);
            else
                progress.Resume(trial, known[trial].Updates);
        }

        observer.Started(folder.Path, progress);

        var context = new RunContext(trained, files, metrics, signal, progress, time, observer);
        var side = new TrialScheduler(plans, [.. groups.SelectMany(together => AtOneStep(together, known))],
            AtOnce(trained), signal, observer);
        var outcomes = side.Train(
            train: (group, place) => group.Trials is [var only] && known[only].Ended is { } earlier
                ? [earlier]
                : new TrialRun(context,
                    [.. group.Trials.Select(trial =>
                        (new TrialFiles(context, plans[trial] with { Place = place }, trial), checkpoints[trial]))], group.IsOne).Train(),
            ended: (trial, outcome) =>
            {
                if (outcome != TrialOutcome.Stopped)
                    metrics.Finish(trial);
            });
        return (outcomes, progress);
    }

    private static int AtOnce(IExperiment trained)
    {
        var config = trained.Config;
        var threads = config.ThreadCount();
        return trained.UsesDevice ? Devices.TrialsAtOnce(config.Device, threads, config.TrialsPerGpu, config.DevicesPerTrial()) : threads;
    }

    /// <summary>Tells of trials that have rows but no checkpoint any more: their work is done again.</summary>
    private void TellLost(IReadOnlyList<TrialPlan> plans, KnownTrial[] known, StageFolder files)
    {
        if (!isResumed || plans.Count == 0 || known.All(trial => trial.Rows.Count > 0))
            return;
        var begun = MetricsFile.TrialsIn(files.MetricsPath, plans[0].Keys.Count + 1);
        string[] lost =
        [
            .. Enumerable.Range(0, plans.Count)
                .Where(trial => known[trial].Rows.Count == 0 && begun.Contains(Csv.Line([.. plans[trial].Keys, plans[trial].Seed])))
                .Select(trial => plans[trial].Name),
        ];
        if (lost.Length == 0)
            return;
        var message = $"no checkpoint of {ShortList.Of(lost, 3)}: training begins again at step 0";
        files.Log.Warning("{Message}", message);
        observer.Warned(message);
    }

    /// <summary>The experiment's groups, by places in the plan.</summary>
    private static IReadOnlyList<int[]> GroupsOf(IExperiment trained, IReadOnlyList<TrialPlan> plans)
    {
        if (trained is not IGroupedExperiment grouped)
            return [.. plans.Select((_, place) => new[] { place })];
        var places = plans.Select((plan, place) => (plan.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place);
        return [.. grouped.Groups(plans).Select(together => together.Select(plan => places[plan.Name]).ToArray())];
    }

    /// <summary>
    /// After a kill between the checkpoints of a group some members are one ahead: they go back to the last step that all have, so that
    /// the group continues unchanged.
    /// </summary>
    private static void Align(int[] together, IReadOnlyList<TrialPlan> plans, StageFolder files, TrialState?[] checkpoints)
    {
        int[] going = [.. together.Where(trial => !TrialFiles.Known(checkpoints[trial]).HasEnded)];
        if (going.Length == 0)
            return;
        var last = going.Min(trial => TrialFiles.Known(checkpoints[trial]).Updates);
        foreach (var trial in going.Where(trial => TrialFiles.Known(checkpoints[trial]).Updates > last))
        {
            if (files.LastGood(plans[trial], last) is not { } earlier || TrialFiles.Known(earlier).Updates != last)
                continue;
            files.CheckpointsOf(plans[trial]).ForgetAfter(last);
            checkpoints[trial] = earlier;
        }
    }

    /// <summary>Groups that can still train as one; members that have ended are alone.</summary>
    private static IEnumerable<TrialGroup> AtOneStep(int[] together, KnownTrial[] known) =>
        from equallyFar in together.GroupBy(trial => (known[trial].Updates, Ended: known[trial].HasEnded ? trial : -1))
        select new TrialGroup([.. equallyFar], together.Length > 1);
}
