using Serilog;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>Folder for the files of trials: each stage has a separate one in the run folder.</summary>
internal sealed class StageFolder(RunFolder folder, string? stage)
{
    public ILogger Log => folder.Log;

    public string MetricsPath => RunResults.MetricsPath(folder.Path, stage);

    /// <inheritdoc cref="RunFolder.RequirePlace"/>
    public void RequirePlace() => folder.RequirePlace();

    public string ModelPath(TrialPlan plan)
    {
        var path = RunResults.ModelPath(folder.Path, stage, plan);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public string ReportPath(TrialPlan plan, string report)
    {
        var path = RunResults.ReportPath(folder.Path, stage, plan, report);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public Checkpoints CheckpointsOf(TrialPlan plan) =>
        new(Path.Combine([folder.Path, "checkpoints", .. stage is null ? Array.Empty<string>() : [stage], plan.Name]), folder.Log);

    /// <summary>
    /// The newest checkpoint that is whole, of those at a step or before. A finished trial counts as such only while its model is there.
    /// </summary>
    public TrialState? LastGood(TrialPlan plan, long atMost = long.MaxValue)
    {
        var state = CheckpointsOf(plan).LastGood(atMost);
        return TrialFiles.Known(state).Ended == TrialOutcome.Finished && !File.Exists(ModelPath(plan)) ? null : state;
    }
}
