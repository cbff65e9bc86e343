using System.Globalization;

namespace Sobolev.Runs;

/// <summary>
/// The summaries of several runs of one verb side by side: per combination of keys each run's means, and their ratio to the first run's.
/// </summary>
public static class RunComparison
{
    /// <exception cref="SobolevException">A folder has no summary, or the runs are of different verbs (exit 2).</exception>
    public static Summary Of(IReadOnlyList<string> folders)
    {
        var verbs = folders.Select(folder => RunRecord.Read(folder).Verb).Distinct().ToArray();
        if (verbs.Length > 1)
            throw new SobolevException(ExitCode.Usage, $"runs of different verbs ({string.Join(", ", verbs)}) cannot be compared");
        var summaries = folders.Select(folder => RunCatalogue.SummaryOf(folder) ?? throw new SobolevException(ExitCode.Usage, $"{folder}: no summary yet")).ToArray();
        var keyCount = summaries[0].Header.ToList().IndexOf("seeds");
        if (keyCount < 0)
            throw new SobolevException(ExitCode.Usage, $"the summaries of {verbs[0]} contain no means over seeds");
        var means = summaries[0].Header.Where(name => name.EndsWith("_mean", StringComparison.Ordinal)).ToArray();

        string[] header = [.. summaries[0].Header.Take(keyCount), "metric", .. folders.Select(folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))), .. folders.Skip(1).Select((_, k) => $"ratio_{k + 2}_to_1")];
        var rows =
            from key in summaries.SelectMany(summary => summary.Rows.Select(row => string.Join('\0', row.Take(keyCount)))).Distinct()
            from mean in means
            let values = summaries.Select(summary => ValueOf(summary, key, keyCount, mean)).ToArray()
            select (IReadOnlyList<object?>)[.. key.Split('\0'), mean[..^"_mean".Length], .. values.Cast<object?>(), .. values.Skip(1).Select(value => (object?)(value / values[0]))];
        return new Summary(header, [.. rows]);
    }

    private static double ValueOf(Summary summary, string key, int keyCount, string column)
    {
        var row = summary.Rows.FirstOrDefault(row => string.Join('\0', row.Take(keyCount)) == key);
        var index = summary.Header.ToList().IndexOf(column);
        return row is not null && index >= 0 && double.TryParse(row[index]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
    }
}
