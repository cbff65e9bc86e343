namespace Sobolev.Runs;

/// <summary>A run as a table of several shows it.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Status">One of <see cref="RunStatus"/>, or another word for a run without run.json.</param>
/// <param name="Keys">The keys of its config that the table has, with their values.</param>
/// <param name="Summary">Its summary, or null if it has no summary yet.</param>
public sealed record TableRun(string Name, string Status, IReadOnlyDictionary<string, string> Keys, Summary? Summary);

/// <summary>Several runs as one table: a row for each run and row of its summary, with the keys in which the runs differ.</summary>
public static class RunTable
{
    /// <param name="runs">In the order of the rows.</param>
    /// <param name="keys">The keys of the columns after name and status; one that a summary has as a column is not repeated.</param>
    public static Summary Of(IReadOnlyList<TableRun> runs, IReadOnlyList<string> keys)
    {
        string[] columns = [.. runs.SelectMany(run => run.Summary?.Header ?? []).Distinct()];
        string[] added = [.. keys.Except(columns)];
        var rows =
            from run in runs
            from row in run.Summary is { Rows.Count: > 0 } summary ? summary.Rows : [[]]
            select (IReadOnlyList<object?>)
            [
                run.Name, run.Status, .. added.Select(key => run.Keys.GetValueOrDefault(key, "")),
                .. columns.Select(column => ValueOf(run, row, column)),
            ];
        return new Summary(["run", "status", .. added, .. columns], [.. rows]);
    }

    /// <summary>The keys in which several runs differ, in the order of the first that has them; threads and checkpoints do not
    /// count.</summary>
    public static IReadOnlyList<string> Differing(IReadOnlyList<IReadOnlyDictionary<string, string>> configs)
    {
        var ignored = Configuration.ConfigKey.Leaves(Configuration.ConfigKey.Of(typeof(RunConfig))).Where(key => key.MayChangeOnResume)
            .Select(key => key.Path);
        return [.. configs.SelectMany(config => config.Keys).Distinct().Except(ignored)
            .Where(key => configs.Select(config => config.GetValueOrDefault(key)).Distinct().Count() > 1)];
    }

    private static object? ValueOf(TableRun run, IReadOnlyList<object?> row, string column)
    {
        var place = row.Count == 0 ? -1 : run.Summary!.Header.ToList().IndexOf(column);
        return place >= 0 ? row[place] : run.Keys.GetValueOrDefault(column, "");
    }
}
