namespace Sobolev.Runs;

/// <summary>Objects that the trials of a run, or of a stage of it, share.</summary>
internal sealed record RunContext(IExperiment Experiment, StageFolder Folder, MetricsFile Metrics, StopSignal Signal, RunProgress Progress,
    TimeProvider Time, IRunObserver Observer)
{
    /// <summary>One line for the user and the log.</summary>
    public void Warn(string message)
    {
        Folder.Log.Warning("{Message}", message);
        Observer.Warned(message);
    }
}
