using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>An experiment that has others before or after its own training, in the same run folder.</summary>
public interface IStagedExperiment : IExperiment
{
    /// <summary>Experiments whose trials come first, such as a recording or the fitting of a learning rate.</summary>
    IReadOnlyList<Stage> StagesBefore => [];

    /// <summary>Experiments whose trials come last, such as playing a game with the trained models.</summary>
    IReadOnlyList<Stage> StagesAfter => [];
}

/// <summary>An experiment whose plan needs the files that earlier stages, or the training, left in the run folder.</summary>
public interface IFolderPlannedExperiment : IExperiment
{
    /// <summary>The trials in order, once the stages before are done; the experiment may read <paramref name="folder"/> from then
    /// on.</summary>
    IReadOnlyList<TrialPlan> PlanIn(string folder);
}

/// <summary>An experiment some of whose trials begin with the model of another trial (<see cref="TrialPlan.DependsOn"/>).</summary>
public interface IDependentExperiment : IExperiment
{
    /// <param name="plan">A trial that depends on another.</param>
    /// <param name="needed">The model that the other trial left.</param>
    ITrial Build(TrialPlan plan, TensorFile needed);
}

/// <summary>An experiment that can train several trials as one.</summary>
public interface IGroupedExperiment : IExperiment
{
    /// <summary>The plan, cut into trials of one length that are trained as one.</summary>
    IReadOnlyList<IReadOnlyList<TrialPlan>> Groups(IReadOnlyList<TrialPlan> plans);

    /// <summary>Builds several trials of a group at one step.</summary>
    ITrialGroup Build(IReadOnlyList<TrialPlan> plans);
}

/// <summary>An experiment that says in sentences what it found.</summary>
public interface IReportingExperiment : IExperiment
{
    /// <summary>The findings of a finished run beside the table, a sentence each.</summary>
    IReadOnlyList<string> Findings(RunResults results);
}

/// <summary>An experiment that comes before another one in the same run, or after it.</summary>
/// <param name="Name">Its rows go into NAME.csv, its models into the folder NAME.</param>
/// <param name="Experiment">Its trials; a diverged one leaves rows but no model, and the run continues.</param>
public sealed record Stage(string Name, IExperiment Experiment);

/// <summary>Defaults for experiments without a capability.</summary>
public static class Capabilities
{
    /// <summary>The plan once the stages before are done.</summary>
    public static IReadOnlyList<TrialPlan> PlanIn(this IExperiment experiment, string folder) =>
        experiment is IFolderPlannedExperiment planned ? planned.PlanIn(folder) : experiment.Plan();

    /// <summary>All stages, those before the training first.</summary>
    public static IReadOnlyList<Stage> Stages(this IExperiment experiment) =>
        experiment is IStagedExperiment staged ? [.. staged.StagesBefore, .. staged.StagesAfter] : [];
}
