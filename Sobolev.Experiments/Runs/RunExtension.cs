using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>
/// A run that gets more seeds or more updates than it was started with. Its finished trials keep their rows and models, or train further
/// from their last state, so that the run is the one that asked for all at once.
/// </summary>
internal sealed class RunExtension
{
    private const string Updates = "updates";

    private readonly IExperiment _experiment;
    private readonly RunFolder _folder;
    private readonly long? _earlierUpdates;

    private RunExtension(IExperiment experiment, RunFolder folder, RunRecord record)
    {
        (_experiment, _folder) = (experiment, folder);
        _earlierUpdates = Grown(experiment.Config, record).FirstOrDefault(key => key.Path == Updates) is null ? null
            : long.Parse(record.ConfigTexts[Updates], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a config asks for more than the run has.</summary>
    public static bool IsAsked(RunConfig config, RunRecord record) => Grown(config, record).Any();

    /// <summary>Prepares the folder: checkpoints of the finished trials, the config, the record, in this order, so that a kill leaves the
    /// run as it was or extended.</summary>
    /// <exception cref="SobolevException">The run cannot be extended so; nothing was changed (exit 2).</exception>
    public static void Apply(IExperiment experiment, RunFolder folder, RunRecord record, string configText)
    {
        var extension = new RunExtension(experiment, folder, record);
        extension.RefuseUnequal();
        var files = folder.Of(stage: null);
        // all are looked at before the first is written
        foreach (var (plan, state, step) in extension.Trials(files).ToArray())
            files.CheckpointsOf(plan).Write(state, step);
        AtomicFile.WriteText(Path.Combine(folder.Path, "config.yaml"), configText);
        record.Extended(experiment.Config.AllSeeds(), ConfigWriter.Texts(experiment.Config));
    }

    private static IEnumerable<ConfigKey> Grown(RunConfig config, RunRecord record) =>
        from pair in ConfigWriter.TextsOf(config)
        where pair.Key.MayGrowOnResume && record.ConfigTexts.TryGetValue(pair.Key.Path, out var earlier) && earlier != pair.Text
        select pair.Key;

    /// <summary>Refuses an extension whose numbers would differ from those of a run that asked for all at once.</summary>
    private void RefuseUnequal()
    {
        if (_experiment is IStagedExperiment)
            throw Refusal($"a run of {_experiment.Verb} cannot be extended, because stages before its training depend on all its seeds");
        if (_earlierUpdates is not { } earlier)
            return;
        if (_experiment.Config.ReasonAgainstMoreUpdates is { } reason)
            throw Refusal($"it cannot train for more updates: {reason}");
        if (_experiment.Plan().FirstOrDefault(plan => !plan.EvaluatesAt(earlier)) is { } plan)
            throw Refusal($"it cannot train for more updates: its last evaluation, at {earlier}, is not at a multiple of evaluate_every "
                + $"({plan.EvaluateEvery})");
    }

    /// <summary>The checkpoints that finished trials need.</summary>
    private IEnumerable<(TrialPlan Plan, TrialState State, long Step)> Trials(StageFolder files)
    {
        var keys = _experiment.KeyColumns.Count + 1;
        var rows = File.Exists(files.MetricsPath) ? Csv.Read(files.MetricsPath).Rows.ToLookup(row => Csv.Line(row.Take(keys))) : null;
        foreach (var plan in _experiment.Plan())
        {
            var state = files.LastGood(plan);
            string[][] own = [.. rows?[plan.RowKey] ?? []];
            if (state is null && own.Length > 0 && File.Exists(files.ModelPath(plan)))
                state = TrialFiles.Finished([.. own.Select(row => Csv.Line(row))], Csv.Number(own[^1][^1]), Csv.Integer(own[^1][keys]));
            if (state is null || TrialFiles.Known(state) is not { Ended: TrialOutcome.Finished } known)
                continue;
            // one that ended before its last update, by its own rule, has come to its end
            if (known.Updates < plan.Updates && known.Updates >= _earlierUpdates)
                state = state.Tensors.Count > 0 ? TrialFiles.Reopened(state) : throw Refusal(
                    $"it cannot train for more updates: the training state of {plan.Name} was removed when it was done; a run with "
                        + $"keep_checkpoints: true keeps it");
            yield return (plan, state, known.Updates);
        }
    }

    private SobolevException Refusal(string why) => new(ExitCode.Usage, $"--resume {_folder.Path}: {why}; start a new run");
}
