namespace Sobolev.Runs;

/// <summary>How far each trial is: written by the training threads, read by the progress display.</summary>
public sealed class RunProgress(IReadOnlyList<TrialPlan> plans)
{
    private readonly long[] _steps = new long[plans.Count];
    private readonly double[] _losses = [.. Enumerable.Repeat(double.NaN, plans.Count)];
    private readonly bool[] _ended = new bool[plans.Count];
    private volatile int _shown = -1;

    public IReadOnlyList<TrialPlan> Plans { get; } = plans;

    public long UpdatesInAll { get; } = plans.Sum(plan => plan.Updates);

    public long UpdatesDone => Enumerable.Range(0, _steps.Length).Sum(StepOf);

    /// <summary>Trials with nothing left to do, diverged ones too.</summary>
    public int TrialsDone => Enumerable.Range(0, _steps.Length).Count(IsDone);

    /// <summary>
    /// A trial that is training, the same one until it is done; before the first update the first that is not done. Null at the end.
    /// </summary>
    /// <remarks>Trials do not train in the order of the plan, and some end before their last update.</remarks>
    public int? Current
    {
        get
        {
            var shown = _shown;
            if (shown >= 0 && !IsDone(shown))
                return shown;
            var first = Enumerable.Range(0, _steps.Length).FirstOrDefault(trial => !IsDone(trial), -1);
            return first < 0 ? null : first;
        }
    }

    public long StepOf(int trial) => Volatile.Read(ref _steps[trial]);

    /// <summary>The loss of a trial's last update, null before the first one of this process and after the trial has ended.</summary>
    public double? LossOf(int trial) => Volatile.Read(ref _losses[trial]) is var loss && double.IsFinite(loss) ? loss : null;

    /// <summary>Sets the updates that an earlier process did.</summary>
    internal void Resume(int trial, long step) => Volatile.Write(ref _steps[trial], step);

    /// <summary>Marks a trial as done, even with updates left.</summary>
    internal void Skip(int trial) => Report(trial, Plans[trial].Updates, double.NaN);

    /// <param name="trial">Its number in the plan.</param>
    /// <param name="step">Updates done.</param>
    /// <param name="loss">Not a finite number for a trial that has ended.</param>
    internal void Report(int trial, long step, double loss)
    {
        Volatile.Write(ref _losses[trial], loss);
        Volatile.Write(ref _ended[trial], !double.IsFinite(loss));
        Volatile.Write(ref _steps[trial], step);
        if (_shown is var shown && shown != trial && (shown < 0 || IsDone(shown)))
            _shown = trial;
    }

    private bool IsDone(int trial) => StepOf(trial) >= Plans[trial].Updates || Volatile.Read(ref _ended[trial]);
}
