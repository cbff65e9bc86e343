using System.Runtime.ExceptionServices;

namespace Sobolev.Runs;

/// <summary>Trains as many trials side by side as there are threads, each on one thread, taken up in the order of the plan.</summary>
internal sealed class TrialsSideBySide(IReadOnlyList<TrialPlan> plans, int threads, StopSignal signal, IRunObserver observer)
{
    private readonly TrialOutcome[] _outcomes = new TrialOutcome[plans.Count];
    private int _next = -1;
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

    private void Work(Func<int, bool> finished, Func<int, TrialOutcome> train, Action<int, TrialOutcome> ended)
    {
        try
        {
            while (signal.Reason == StopReason.None && Interlocked.Increment(ref _next) is var trial && trial < plans.Count)
            {
                _outcomes[trial] = finished(trial) ? TrialOutcome.Finished : train(trial);
                if (_outcomes[trial] == TrialOutcome.Diverged)
                    observer.Warned($"{plans[trial].Name}: the loss is not finite; the other trials go on");
                ended(trial, _outcomes[trial]);
            }
        }
        catch (Exception error)
        {
            // the others checkpoint and stop; the first failure is the run's
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            signal.Stop(StopReason.Failure);
        }
    }
}
