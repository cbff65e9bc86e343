using System.Runtime.ExceptionServices;

namespace Sobolev.Runs;

/// <summary>
/// Trains as many trials, or groups of trials, in parallel as there are threads, each on one thread, started in the order of the plan;
/// one that needs another is passed over until that one has ended.
/// </summary>
/// <param name="plans">All trials.</param>
/// <param name="groups">Groups that train as one; each trial is in exactly one group.</param>
/// <param name="atOnce">Number of parallel trials.</param>
/// <param name="signal">Says when to stop.</param>
/// <param name="observer">Is notified of trials that diverged.</param>
internal sealed class TrialScheduler(IReadOnlyList<TrialPlan> plans, IReadOnlyList<TrialGroup> groups, int atOnce,
    StopSignal signal, IRunObserver observer)
{
    private readonly TrialOutcome[] _outcomes = new TrialOutcome[plans.Count];
    private readonly bool[] _ended = new bool[plans.Count];
    private readonly bool[] _taken = new bool[groups.Count];
    private readonly int?[] _needs = [.. plans.Select(plan => IndexOf(plans, plan.DependsOn))];
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;

    /// <param name="train">Trains a group at a place among the parallel ones; an outcome per member.</param>
    /// <param name="ended">Told of each trial that ended, or stopped.</param>
    /// <returns>An outcome per trial; those never started count as stopped.</returns>
    public IReadOnlyList<TrialOutcome> Train(Func<TrialGroup, int, IReadOnlyList<TrialOutcome>> train, Action<int, TrialOutcome> ended)
    {
        Array.Fill(_outcomes, TrialOutcome.Stopped);
        var side = Math.Min(atOnce, groups.Count);
        var workers = Enumerable.Range(0, side)
            .Select(k => new Thread(() => Work(k, train, ended)) { Name = $"trials-{k}", IsBackground = true }).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        _failure?.Throw();
        return _outcomes;
    }

    private static int? IndexOf(IReadOnlyList<TrialPlan> plans, TrialPlan? needed)
    {
        if (needed is null)
            return null;
        return Enumerable.Range(0, plans.Count).First(trial => plans[trial].Name == needed.Name);
    }

    private void Work(int place, Func<TrialGroup, int, IReadOnlyList<TrialOutcome>> train, Action<int, TrialOutcome> ended)
    {
        try
        {
            while (Take() is { } group)
            {
                var outcomes = group.Trials.Any(NeedsLost) ? [.. group.Trials.Select(_ => TrialOutcome.Skipped)] : train(group, place);
                foreach (var (trial, outcome) in group.Trials.Zip(outcomes))
                {
                    if (outcome == TrialOutcome.Diverged)
                        observer.Warned($"{plans[trial].Name}: the loss is not finite; the other trials continue");
                    if (outcome == TrialOutcome.Skipped)
                        observer.Warned($"{plans[trial].Name}: not trained, for {plans[trial].DependsOn!.Name} diverged");
                    ended(trial, outcome);
                    End(trial, outcome);
                }
            }
        }
        catch (Exception error)
        {
            // the others checkpoint and stop; the first failure is the run's
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            signal.Stop(StopReason.Failure);
            lock (_gate)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// The next group to train, or null when all are taken. The trials that it waits for are in training and pulse when they end.
    /// </summary>
    private TrialGroup? Take()
    {
        lock (_gate)
        {
            while (signal.Reason == StopReason.None && _taken.Contains(false))
            {
                for (var group = 0; group < groups.Count; group++)
                {
                    if (_taken[group] || groups[group].Trials.Any(trial => _needs[trial] is { } needed && !_ended[needed]))
                        continue;
                    _taken[group] = true;
                    return groups[group];
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private bool NeedsLost(int trial)
    {
        lock (_gate)
            return _needs[trial] is { } needed && _outcomes[needed] is TrialOutcome.Diverged or TrialOutcome.Skipped;
    }

    private void End(int trial, TrialOutcome outcome)
    {
        lock (_gate)
        {
            (_outcomes[trial], _ended[trial]) = (outcome, true);
            Monitor.PulseAll(_gate);
        }
    }
}

/// <summary>Trials that start together.</summary>
/// <param name="Trials">Their places among the plans.</param>
/// <param name="IsOne">Whether the experiment trains them as one.</param>
internal sealed record TrialGroup(IReadOnlyList<int> Trials, bool IsOne);
