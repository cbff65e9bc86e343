using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>The trials of several runs, as if one run had had all of them.</summary>
public sealed class RunGathering
{
    private readonly (string[] Keys, string[] Metrics, string[] Errors) _columns;
    private readonly Trial[] _trials;

    /// <param name="runs">Finished runs of one verb, on the same data.</param>
    /// <param name="axes">The keys whose values have trials (<see cref="Configuration.ConfigKey.IsTrialAxis"/>): the runs may differ in
    /// these and in their seeds.</param>
    /// <exception cref="SobolevException">They differ in more, share a trial, or are not finished (exit 2).</exception>
    public RunGathering(IReadOnlyList<NamedRun> runs, IReadOnlyList<string> axes)
    {
        Runs = [.. runs.Select(run => new GatheredRun(run.Name, run.Folder, RunRecord.Read(run.Folder)))];
        if (Runs.Select(run => run.Record.Verb).Distinct().ToArray() is { Length: > 1 } verbs)
            throw new SobolevException(ExitCode.Usage, $"runs of different verbs ({string.Join(", ", verbs)}) have no common summary");
        if (Runs.FirstOrDefault(run => run.Record.Status != RunStatus.Done) is { Record: var record, Folder: var unfinished })
            throw new SobolevException(ExitCode.Usage, $"{unfinished}: the run is {record.Status}, not done; finish it with: "
                + $"sobolev {record.Verb} --resume {unfinished}");
        RefuseOtherKeys(axes);
        RefuseOtherData();
        _columns = (RunCatalogue.SummaryOf(runs[0].Folder) ?? throw new SobolevException(ExitCode.Usage, $"{runs[0].Folder}: no summary"))
            .Parts();
        if (_columns.Metrics.Length == 0)
            throw new SobolevException(ExitCode.Usage, $"the summaries of {Runs[0].Record.Verb} contain no means over seeds");
        _trials = [.. Runs.SelectMany(TrialsOf)];
        RefuseTwice();
    }

    /// <summary>The runs in the order in which they were named.</summary>
    internal IReadOnlyList<GatheredRun> Runs { get; }

    /// <summary>The columns of metrics.csv, the same in all runs.</summary>
    internal IReadOnlyList<string> Header => _trials[0].Header;

    /// <summary>One summary over all trials.</summary>
    public Summary Summary() => Sobolev.Runs.Summary.Over(
        _columns.Keys, _columns.Metrics, _columns.Errors,
        _trials.GroupBy(trial => Csv.Line(trial.Keys.SkipLast(1))),
        trial => [.. trial.Keys.SkipLast(1)],
        (group, metric) => [.. group.Select(trial => Csv.Number(trial.Rows[^1][trial.Header.IndexOf(metric)]))]);

    /// <summary>The run that a trial is in, with its rows; null where no run has it.</summary>
    internal (GatheredRun Run, IReadOnlyList<string[]> Rows)? Find(TrialPlan plan) =>
        _trials.FirstOrDefault(trial => Csv.Line(trial.Keys) == plan.RowKey) is { } found ? (found.Run, found.Rows) : null;

    private IEnumerable<Trial> TrialsOf(GatheredRun run)
    {
        var (header, rows) = Csv.Read(RunResults.MetricsPath(run.Folder, null));
        return rows.GroupBy(row => Csv.Line(row.Take(_columns.Keys.Length + 1)))
            .Select(trial => new Trial(run, [.. header], [.. trial.First().Take(_columns.Keys.Length + 1)], [.. trial]));
    }

    // the device does not count: auto is another one on each machine, and the record of each run names it
    private void RefuseOtherKeys(IReadOnlyList<string> axes)
    {
        var keys = RunTable.Differing([.. Runs.Select(run => run.Record.ConfigTexts)]).Except(["seed", "seeds", "device", .. axes])
            .ToArray();
        if (keys.Length > 0)
            throw Differing(keys[0], run => run.ConfigTexts.GetValueOrDefault(keys[0], ""), "only runs that differ in their "
                + $"{string.Join(", ", axes.Prepend("seeds"))} alone are gathered; runs table shows runs that differ in more");
    }

    private void RefuseOtherData()
    {
        if (Runs.Select(run => run.Record.Data).Distinct().Count() > 1)
            throw Differing("the data", run => run.Data ?? "not recorded", "runs on different data have no common mean");
    }

    private SobolevException Differing(string what, Func<RunRecord, string> valueOf, string reason)
    {
        var values = Runs.Select(run => valueOf(run.Record)).ToArray();
        var other = Array.FindIndex(values, value => value != values[0]);
        return new SobolevException(ExitCode.Usage,
            $"{what} is {Printable.Of(values[0], 200)} in {Runs[0].Name} and {Printable.Of(values[other], 200)} in {Runs[other].Name}: "
            + reason);
    }

    private void RefuseTwice()
    {
        if (_trials.GroupBy(trial => Csv.Line(trial.Keys)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new SobolevException(
                ExitCode.Usage,
                $"{string.Join(" ", twice.First().Keys.SkipLast(1))}, seed {twice.First().Keys[^1]}, is in "
                    + $"{string.Join(" and in ", twice.Select(trial => trial.Run.Name))}: each trial counts once");
    }

    /// <param name="Keys">The values of the key columns and the seed.</param>
    /// <param name="Rows">Its rows in metrics.csv, by step.</param>
    private sealed record Trial(GatheredRun Run, List<string> Header, IReadOnlyList<string> Keys, IReadOnlyList<string[]> Rows);
}

/// <summary>A run that is gathered with others.</summary>
/// <param name="Name">Its name among them.</param>
internal sealed record GatheredRun(string Name, string Folder, RunRecord Record);
