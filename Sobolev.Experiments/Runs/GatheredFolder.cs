using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.Plots;

namespace Sobolev.Runs;

/// <summary>The run folder that one run with the trials of several would have left.</summary>
/// <param name="experiment">The experiment with the seeds and the values of all runs.</param>
/// <param name="configText">Its config as YAML.</param>
/// <param name="gathering">The trials.</param>
public sealed class GatheredFolder(IExperiment experiment, string configText, RunGathering gathering)
{
    /// <summary>Makes the folder with config, record, rows, summary, tables and plots; with models and reports where all runs have
    /// them.</summary>
    /// <param name="path">A folder that does not exist.</param>
    /// <param name="commandLine">The words that asked for it, for its record.</param>
    /// <returns>The plots, and of models and reports those that the folder does not have, since not every run has them.</returns>
    /// <exception cref="SobolevException">A trial is missing, or the folder exists (exit 2); nothing was made.</exception>
    public (FilledPlots Plots, IReadOnlyList<string> LeftOut) Make(string path, IReadOnlyList<string> commandLine, TimeProvider time)
    {
        if (experiment.Stages().Select(stage => stage.Name).ToArray() is { Length: > 0 } stages)
            throw new SobolevException(ExitCode.Usage,
                $"--into: these runs of {experiment.Verb} have stages before or after their training, {string.Join(", ", stages)}, and "
                    + "only trainings are gathered; without --into the command makes the summary alone");
        var trials = experiment.Plan().Select(plan => (Plan: plan, Found: gathering.Find(plan) ?? throw Missing(plan))).ToArray();
        TrialFolder[] copied = [.. trials.Select(trial => new TrialFolder(trial.Found.Run.Folder, trial.Plan))];
        string[] leftOut =
        [
            .. copied.All(trial => trial.HasModel) ? Array.Empty<string>() : ["models"],
            .. copied.All(trial => trial.HasReports) || copied.All(trial => !trial.HasReports) ? Array.Empty<string>() : ["reports"],
        ];
        FilledPlots? plots = null;
        var isNew = NewFolder.TryMake(path, time, made =>
        {
            AtomicFile.WriteText(Path.Combine(made, "config.yaml"), configText);
            RunRecord.Gathered(gathering.Runs, experiment.Config.AllSeeds(), ConfigWriter.Texts(experiment.Config), commandLine)
                .Write(made);
            AtomicFile.WriteText(RunResults.MetricsPath(made, null),
                Csv.Text(gathering.Header, trials.SelectMany(trial => trial.Found.Rows)));
            foreach (var trial in copied)
                trial.CopyTo(made, withModel: !leftOut.Contains("models"), withReports: !leftOut.Contains("reports"));
            (_, plots) = ResultFiles.Write(experiment,
                RunResults.ReadShared(experiment, [.. trials.Select(trial => trial.Plan)], made), made);
        });
        return isNew ? (plots!, leftOut)
            : throw new SobolevException(ExitCode.Usage, $"--into {path}: already exists; name a folder that does not");
    }

    private static SobolevException Missing(TrialPlan plan) => new(ExitCode.Usage,
        $"--into: {plan.Name} is in none of the runs; a run folder has each value with each seed");

    /// <summary>The model and the reports that a trial left.</summary>
    private sealed class TrialFolder(string run, TrialPlan plan)
    {
        public bool HasModel => File.Exists(ModelIn(run));

        public bool HasReports => Directory.Exists(ReportsIn(run));

        public void CopyTo(string folder, bool withModel, bool withReports)
        {
            if (withModel)
                Copy(ModelIn(run), ModelIn(folder));
            if (!withReports || !HasReports)
                return;
            foreach (var report in Directory.EnumerateFiles(ReportsIn(run)))
                Copy(report, Path.Combine(ReportsIn(folder), Path.GetFileName(report)));
        }

        private string ModelIn(string folder) => RunResults.ModelPath(folder, null, plan);

        private string ReportsIn(string folder) => Path.GetDirectoryName(RunResults.ReportPath(folder, null, plan, "any"))!;

        private static void Copy(string from, string to)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var source = InputFile.Open(from);
            AtomicFile.Write(to, source.CopyTo);
        }
    }
}
