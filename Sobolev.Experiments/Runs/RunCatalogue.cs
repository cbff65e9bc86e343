namespace Sobolev.Runs;

/// <summary>Finds runs by their run.json.</summary>
public static class RunCatalogue
{
    /// <summary>Every readable run below a folder, oldest first; folders without a run are skipped.</summary>
    public static IReadOnlyList<(string Folder, RunRecord Record)> Below(string root)
    {
        if (!Directory.Exists(root))
            throw new SobolevException(ExitCode.Usage, $"{root}: no such folder");
        var found = new List<(string Folder, RunRecord Record)>();
        foreach (var path in Directory.EnumerateFiles(root, "run.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true }))
        {
            try
            {
                var folder = Path.GetDirectoryName(path)!;
                found.Add((folder, RunRecord.Read(folder)));
            }
            catch (SobolevException)
            {
                // not a run.json of this tool
            }
        }

        return [.. found.OrderBy(run => run.Record.Started, StringComparer.Ordinal).ThenBy(run => run.Folder, StringComparer.Ordinal)];
    }

    /// <summary>The summary in a run folder, or null if the run has no summary yet.</summary>
    public static Summary? SummaryOf(string folder) => File.Exists(Path.Combine(folder, "summary.csv")) ? Summary.Read(folder) : null;
}
