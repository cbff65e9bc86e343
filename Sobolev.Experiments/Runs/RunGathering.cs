using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>One summary over the seeds of several runs, as if one run had had all of them.</summary>
public static class RunGathering
{
    /// <param name="runs">Finished runs of one verb that differ in their seeds alone.</param>
    /// <exception cref="SobolevException">They differ in more, share a seed, or are not finished (exit 2).</exception>
    public static Summary Of(IReadOnlyList<NamedRun> runs)
    {
        var records = runs.Select(run => RunRecord.Read(run.Folder)).ToArray();
        if (records.Select(record => record.Verb).Distinct().ToArray() is { Length: > 1 } verbs)
            throw new SobolevException(ExitCode.Usage, $"runs of different verbs ({string.Join(", ", verbs)}) have no common summary");
        if (runs.Zip(records).FirstOrDefault(pair => pair.Second.Status != RunStatus.Done) is ({ } unfinished, var record))
            throw new SobolevException(ExitCode.Usage, $"{unfinished.Folder}: the run is {record.Status}, not done; finish it with: "
                + $"sobolev {record.Verb} --resume {unfinished.Folder}");
        RefuseOtherKeys(runs, records);
        var parts = (RunCatalogue.SummaryOf(runs[0].Folder) ?? throw new SobolevException(ExitCode.Usage, $"{runs[0].Folder}: no summary"))
            .Parts();
        if (parts.Metrics.Length == 0)
            throw new SobolevException(ExitCode.Usage, $"the summaries of {records[0].Verb} contain no means over seeds");

        var trials = runs.SelectMany(run => Last(run, parts.Keys.Length)).ToArray();
        RefuseTwice(trials, parts.Keys.Length);
        return Summary.Over(
            parts.Keys, parts.Metrics, parts.Errors,
            trials.GroupBy(trial => Csv.Line(trial.Row.Take(parts.Keys.Length))),
            trial => [.. trial.Row.Take(parts.Keys.Length)],
            (group, metric) => [.. group.Select(trial => Csv.Number(trial.Row[trial.Header.IndexOf(metric)]))]);
    }

    /// <summary>The last row of each trial in metrics.csv.</summary>
    private static IEnumerable<Trial> Last(NamedRun run, int keys)
    {
        var (header, rows) = Csv.Read(RunResults.MetricsPath(run.Folder, null));
        return rows.GroupBy(row => Csv.Line(row.Take(keys + 1))).Select(trial => new Trial(run.Name, [.. header], trial.Last()));
    }

    private static void RefuseOtherKeys(IReadOnlyList<NamedRun> runs, IReadOnlyList<RunRecord> records)
    {
        var keys = RunTable.Differing([.. records.Select(record => record.ConfigTexts)]).Except(["seed", "seeds"]).ToArray();
        if (keys.Length == 0)
            return;
        var values = records.Select(record => record.ConfigTexts.GetValueOrDefault(keys[0], "")).ToArray();
        var other = Array.FindIndex(values, value => value != values[0]);
        throw new SobolevException(
            ExitCode.Usage,
            $"{keys[0]} is {values[0]} in {runs[0].Name} and {values[other]} in {runs[other].Name}: only runs that differ in their seeds "
            + "alone are gathered; runs table shows runs that differ in more");
    }

    private static void RefuseTwice(IReadOnlyList<Trial> trials, int keys)
    {
        if (trials.GroupBy(trial => Csv.Line(trial.Row.Take(keys + 1))).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new SobolevException(
                ExitCode.Usage,
                $"seed {twice.First().Row[keys]} is in {string.Join(" and in ", twice.Select(trial => trial.Run))}: each seed counts once");
    }

    private sealed record Trial(string Run, List<string> Header, string[] Row);
}
