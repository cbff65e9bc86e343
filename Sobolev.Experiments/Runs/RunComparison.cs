using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>Runs of one verb side by side.</summary>
/// <param name="Runs">The runs; ratios are to the first.</param>
/// <param name="Differences">The keys in which they differ, each with the value of each run.</param>
/// <param name="Metrics">For each combination of keys and each metric the mean of each run, not-a-number if a run lacks the
/// combination.</param>
public sealed record RunComparison(IReadOnlyList<NamedRun> Runs, IReadOnlyList<KeyDifference> Differences,
    IReadOnlyList<ComparedMetric> Metrics)
{
    private const string Mean = "_mean";

    /// <summary>Columns of the summaries before the seeds.</summary>
    public required IReadOnlyList<string> KeyColumns { get; init; }

    /// <exception cref="SobolevException">A folder has no summary, or the runs are of different verbs (exit 2).</exception>
    public static RunComparison Of(IReadOnlyList<NamedRun> runs)
    {
        var verbs = runs.Select(run => RunRecord.Read(run.Folder).Verb).Distinct().ToArray();
        if (verbs.Length > 1)
            throw new SobolevException(ExitCode.Usage, $"runs of different verbs ({string.Join(", ", verbs)}) cannot be compared");
        var summaries = runs.Select(run => RunCatalogue.SummaryOf(run.Folder)
            ?? throw new SobolevException(ExitCode.Usage, $"{run.Folder}: no summary yet")).ToArray();
        var keyCount = summaries[0].Header.ToList().IndexOf("seeds");
        if (keyCount < 0)
            throw new SobolevException(ExitCode.Usage, $"the summaries of {verbs[0]} contain no means over seeds");

        var configs = runs.Select(run => NamedRuns.ConfigOf(run.Folder)).ToArray();
        var metrics =
            from key in summaries.SelectMany(summary => summary.Rows.Select(row => Csv.Line(row.Take(keyCount)))).Distinct()
            from mean in summaries[0].Header.Where(name => name.EndsWith(Mean, StringComparison.Ordinal))
            select new ComparedMetric(Csv.Fields(key), mean[..^Mean.Length],
                [.. summaries.Select(summary => ValueOf(summary, key, keyCount, mean))]);
        return new RunComparison(
            runs,
            [.. RunTable.Differing(configs)
                .Select(key => new KeyDifference(key, [.. configs.Select(config => config.GetValueOrDefault(key, ""))]))],
            [.. metrics])
        {
            KeyColumns = [.. summaries[0].Header.Take(keyCount)],
        };
    }

    private static double ValueOf(Summary summary, string key, int keyCount, string column)
    {
        var row = summary.Rows.FirstOrDefault(row => Csv.Line(row.Take(keyCount)) == key);
        var index = summary.Header.ToList().IndexOf(column);
        return row is null || index < 0 ? double.NaN : Csv.Number(Csv.Field(row[index]));
    }
}

/// <param name="Values">One a run, as an option takes it; empty where the run's config lacks the key.</param>
public sealed record KeyDifference(string Key, IReadOnlyList<string> Values);

/// <param name="Keys">Values of the key columns.</param>
/// <param name="Values">One a run.</param>
public sealed record ComparedMetric(IReadOnlyList<string> Keys, string Metric, IReadOnlyList<double> Values);
