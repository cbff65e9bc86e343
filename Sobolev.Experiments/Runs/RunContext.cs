namespace Sobolev.Runs;

/// <summary>Objects that the trials of a run, or of a stage of it, share.</summary>
internal sealed record RunContext(IExperiment Experiment, StageFolder Folder, MetricsFile Metrics, StopSignal Signal, RunProgress Progress, TimeProvider Time);
