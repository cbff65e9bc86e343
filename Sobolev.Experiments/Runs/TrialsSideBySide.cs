using System.Runtime.ExceptionServices;

namespace Sobolev.Runs;

/// <summary>
/// Trains as many trials side by side as there are threads, each on one thread, taken up in the order of the plan; one that needs another
/// is passed over until that one has ended.
/// </summary>
internal sealed class TrialsSideBySide(IReadOnlyList<TrialPlan> plans, int threads, StopSignal signal, IRunObserver observer)
{
    private readonly TrialOutcome[] _outcomes = new TrialOutcome[plans.Count];
    private readonly bool[] _taken = new bool[plans.Count];
    private readonly bool[] _ended = new bool[plans.Count];
    private readonly int?[] _needs = [.. plans.Select(plan => IndexOf(plans, plan.Needs))];
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;

    /// <returns>An outcome per trial; those never taken up count as stopped.</returns>
    public IReadOnlyList<TrialOutcome> Train(Func<int, bool> finished, Func<int, TrialOutcome> train, Action<int, TrialOutcome> ended)
    {
        Array.Fill(_outcomes, TrialOutcome.Stopped);
        var side = Math.Min(threads > 0 ? threads : Environment.ProcessorCount, plans.Count);
        var workers = Enumerable.Range(0, side).Select(k => new Thread(() => Work(finished, train, ended)) { Name = $"trials-{k}", IsBackground = true }).ToArray();
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

    private void Work(Func<int, bool> finished, Func<int, TrialOutcome> train, Action<int, TrialOutcome> ended)
    {
        try
        {
            while (Take() is { } trial)
            {
                var outcome = finished(trial) ? TrialOutcome.Finished : NeedsLost(trial) ? TrialOutcome.Skipped : train(trial);
                if (outcome == TrialOutcome.Diverged)
                    observer.Warned($"{plans[trial].Name}: the loss is not finite; the other trials go on");
                if (outcome == TrialOutcome.Skipped)
                    observer.Warned($"{plans[trial].Name}: not trained, for {plans[trial].Needs!.Name} diverged");
                ended(trial, outcome);
                End(trial, outcome);
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

    /// <summary>The next trial to train, or null when there is none any more. Whoever it waits for is in training, and pulses at its end.</summary>
    private int? Take()
    {
        lock (_gate)
        {
            while (signal.Reason == StopReason.None && _taken.Contains(false))
            {
                for (var trial = 0; trial < plans.Count; trial++)
                {
                    if (_taken[trial] || _needs[trial] is { } needed && !_ended[needed])
                        continue;
                    _taken[trial] = true;
                    return trial;
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
