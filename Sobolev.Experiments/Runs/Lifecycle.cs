using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.Torch;

namespace Sobolev.Runs;

/// <summary>
/// The life of a run, from a resolved config to its plots. Every verb has this one; a verb's own parts are its experiment's.
/// </summary>
public sealed class Lifecycle(IExperiment experiment, RunRequest request, StopSignal signal, IRunObserver observer, TimeProvider time)
{
    private readonly PlanTraining _training = new(isResumed: request.Resume is not null, signal, observer, time);

    /// <exception cref="SobolevException">The run failed; the last checkpoints are kept.</exception>
    public RunOutcome Run()
    {
        // the run is read under its lock
        using var earlier = request.Resume is { } path ? Reopened(path) : null;
        if (request.Resume is { } begun && RunRecord.Read(begun) is { Status: RunStatus.Done } done
            && !RunExtension.IsAsked(experiment.Config, done))
        {
            // a kill after the record of a finished run, before its checkpoints are removed, leaves them
            if (!experiment.Config.KeepCheckpoints)
                earlier?.RemoveCheckpoints();
            return new RunOutcome(begun, experiment.Verb, RunStatus.Done, ExitCode.Done, Summary.Read(begun),
                $"{begun}: this run is already done");
        }

        // what must be there is checked, and the work planned, before anything is written
        var facts = experiment.Prepare();
        var record = earlier is null ? NewRecord(facts) : RunRecord.Read(earlier.Path);
        if (earlier is not null)
            record.RefuseOtherData(facts);
        _ = experiment.Plan();
        if (earlier is not null && RunExtension.IsAsked(experiment.Config, record))
            RunExtension.Apply(experiment, earlier, record, request.ConfigText);

        using var folder = earlier ?? RunFolder.Create(request, experiment.Label, time, fill: made =>
        {
            AtomicFile.WriteText(Path.Combine(made, "config.yaml"), request.ConfigText);
            record.Write(made);
        });
        try
        {
            Begin(record, folder, isResumed: earlier is not null);
            return RunIn(folder, record);
        }
        catch (Exception error)
        {
            folder.Log.Error(error, "the run failed");
            TryEnd(record, folder);
            throw Described(error, folder);
        }
    }

    /// <summary>The folder of an earlier run, held; null for a finished run that must not be written, where nothing is left to
    /// do.</summary>
    private RunFolder? Reopened(string path)
    {
        try
        {
            return RunFolder.Reopen(path, request.AlsoLogTo);
        }
        catch (SobolevException error) when (error.InnerException is UnauthorizedAccessException
            && RunRecord.Read(path) is { Status: RunStatus.Done } done && !RunExtension.IsAsked(experiment.Config, done))
        {
            return null;
        }
    }

    private void Begin(RunRecord record, RunFolder folder, bool isResumed)
    {
        if (isResumed)
        {
            record.Resumed(time, request.CommandLine);
            record.Write(folder.Path);
        }

        folder.Log.Information("{Verb}: {CommandLine}", experiment.Verb, string.Join(' ', request.CommandLine));
    }

    private RunOutcome RunIn(RunFolder folder, RunRecord record)
    {
        using var maxTime = request.MaxTime is { } limit
            ? time.CreateTimer(_ => signal.Stop(StopReason.MaxTime), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        if (LibTorch.ConvolutionsIfLoaded?.Note is { } remedy)
            folder.Log.Warning("{Note}", remedy);
        foreach (var note in experiment.Notes)
        {
            folder.Log.Information("{Note}", note);
            observer.Noted(note);
        }

        var staged = experiment as IStagedExperiment;
        if (!Train(staged?.StagesBefore ?? [], folder))
            return Stopped(folder, record);
        var plans = experiment.PlanIn(folder.Path);
        var (outcomes, progress) = _training.Train(experiment, plans, folder, null);
        return outcomes.Contains(TrialOutcome.Stopped) || !Train(staged?.StagesAfter ?? [], folder)
            ? Stopped(folder, record)
            : Finished(folder, record, plans, outcomes, progress);
    }

    /// <returns>Whether all stages are done, not stopped.</returns>
    private bool Train(IReadOnlyList<Stage> stages, RunFolder folder) =>
        stages.All(stage => !_training.Train(stage.Experiment, stage.Experiment.PlanIn(folder.Path), folder,
            stage).Outcomes.Contains(TrialOutcome.Stopped));

    private RunOutcome Stopped(RunFolder folder, RunRecord record)
    {
        var (status, exitCode, why) = Stop.Of(signal.Reason)
            ?? throw new InvalidOperationException($"a trial stopped without a reason ({signal.Reason})");
        End(record, folder, status);
        folder.Log.Information("{Why}: checkpoints written", why);
        return new RunOutcome(folder.Path, experiment.Verb, status, exitCode, null,
            $"{why}; resume with: sobolev {experiment.Verb} --resume {folder.Path}");
    }

    private RunOutcome Finished(RunFolder folder, RunRecord record, IReadOnlyList<TrialPlan> plans,
        IReadOnlyList<TrialOutcome> outcomes, RunProgress progress)
    {
        folder.RequirePlace();
        TrialPlan[] finished = [.. plans.Where((_, trial) => outcomes[trial] == TrialOutcome.Finished)];
        var results = RunResults.Read(experiment, finished, folder.Path);
        var (summary, _) = ResultFiles.Write(experiment, results, folder.Path);

        (string Name, long Step)[] diverged =
            [.. Enumerable.Range(0, plans.Count).Where(trial => outcomes[trial] == TrialOutcome.Diverged)
                .Select(trial => (plans[trial].Name, progress.StepOf(trial)))];
        record.Diverged(diverged);
        if (diverged.Length > 0)
        {
            End(record, folder, RunStatus.Diverged);
            LogResult(folder, summary);
            var where = string.Join(", ", diverged.Select(trial => $"at step {trial.Step} of {trial.Name}"));
            return new RunOutcome(folder.Path, experiment.Verb, RunStatus.Diverged, ExitCode.Diverged, summary,
                $"diverged: the loss is not finite {where}; try a smaller learning rate");
        }

        var findings = (experiment as IReportingExperiment)?.Findings(results) ?? [];
        foreach (var finding in findings)
            folder.Log.Information("{Finding}", finding);
        End(record, folder, RunStatus.Done);
        if (!experiment.Config.KeepCheckpoints)
            folder.RemoveCheckpoints();
        LogResult(folder, summary);
        folder.Log.Information("done");
        return new RunOutcome(folder.Path, experiment.Verb, RunStatus.Done, ExitCode.Done, summary, null) { Findings = findings };
    }

    private RunRecord NewRecord(IReadOnlyDictionary<string, string> facts)
    {
        var provenance = Provenance.Collect(request.CommandLine, experiment.Config, facts);
        var record = RunRecord.New(experiment.Verb, experiment.Config.AllSeeds(), ConfigWriter.Texts(experiment.Config), time, provenance);
        (record.Tags, record.Note) = (request.Tags, request.Note);
        return record;
    }

    /// <summary>The summary at the end of the log, a line a row.</summary>
    private static void LogResult(RunFolder folder, Summary summary)
    {
        foreach (var row in summary.Rows)
            folder.Log.Information("result: {Row}",
                string.Join(", ", summary.Header.Zip(row, (name, value) => $"{name} {Csv.Field(value)}")));
    }

    private void End(RunRecord record, RunFolder folder, string status)
    {
        folder.RequirePlace();
        record.Ended(status, time);
        record.Write(folder.Path);
    }

    private void TryEnd(RunRecord record, RunFolder folder)
    {
        try
        {
            End(record, folder, RunStatus.Failed);
        }
        catch (SobolevException error)
        {
            // the disk that failed the run may refuse this too; the first error is the one to report
            folder.Log.Error("{Message}", error.Message);
        }
    }

    private Exception Described(Exception error, RunFolder folder) => HeldFile.Caused(error)
        ? new SobolevException(ExitCode.Failed,
            $"{error.Message}, then resume with: sobolev {experiment.Verb} --resume {folder.Path}", error)
        : OfResources(error, folder);

    private Exception OfResources(Exception error, RunFolder folder) =>
        MemoryErrors.Describe(error, Remedy(folder, MemoryErrors.IsOfGpu(error)))
        ?? (Exception?)DiskErrors.Describe(error, folder.Path) ?? error;

    /// <summary>The remedies for a run out of memory: resume with fewer parallel trials, or start a new run with smaller ones.</summary>
    private string Remedy(RunFolder folder, bool isOfGpu)
    {
        var batches = ConfigKey.Leaves(ConfigKey.Of(experiment.Config.GetType())).Where(key => key.Path.Split('.')[^1] == "batch_size")
            .Select(key => key.Path);
        var less = (experiment.Config.SettingOfLessMemory() is { } setting ? $"--set {setting} or " : "")
            + $"a smaller {string.Join(" or ", batches.Append("network"))}";
        // how many trials share a GPU does not depend on the number of threads
        var fewer = isOfGpu
            ? experiment.Config.TrialsPerGpu > 1 ? "--set trials_per_gpu=1" : null
            : experiment.Config.Threads != 1 ? "--threads 1" : null;
        return fewer is null
            ? $"a new run with {less} needs less"
            : $"fewer parallel trials need less: sobolev {experiment.Verb} --resume {folder.Path} {fewer}; or begin a new run "
            + $"with {less}";
    }
}
