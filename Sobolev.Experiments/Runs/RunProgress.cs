namespace Sobolev.Runs;

/// <summary>How far each trial is: written by the training threads, read by the progress display.</summary>
public sealed class RunProgress(IReadOnlyList<TrialPlan> plans)
{
    private readonly long[] _steps = new long[plans.Count];
    private readonly double[] _losses = new double[plans.Count];

    public IReadOnlyList<TrialPlan> Plans { get; } = plans;

    public long UpdatesInAll { get; } = plans.Sum(plan => plan.Updates);

    public long UpdatesDone => Enumerable.Range(0, _steps.Length).Sum(StepOf);

    public int TrialsDone => Enumerable.Range(0, _steps.Length).Count(trial => StepOf(trial) == Plans[trial].Updates);

    public long StepOf(int trial) => Volatile.Read(ref _steps[trial]);

    public double LossOf(int trial) => Volatile.Read(ref _losses[trial]);

    /// <summary>Marks a trial as done, even with updates left.</summary>
    internal void Skip(int trial) => Report(trial, Plans[trial].Updates, double.NaN);

    internal void Report(int trial, long step, double loss)
    {
        Volatile.Write(ref _losses[trial], loss);
        Volatile.Write(ref _steps[trial], step);
    }
}
