using Sobolev.Configuration;

namespace Sobolev.Runs;

/// <summary>A run beside others: its folder and a name that no other one has.</summary>
public sealed record NamedRun(string Name, string Folder);

/// <summary>Several runs by the names of their folders.</summary>
public static class NamedRuns
{
    /// <summary>
    /// The runs of folders, each itself a run or a folder with runs below it. A run is named by its folder, and where two have the same
    /// name by as many parts of their paths as tell them apart.
    /// </summary>
    /// <exception cref="SobolevException">A folder has no run (exit 2).</exception>
    public static IReadOnlyList<NamedRun> In(IEnumerable<string> folders)
    {
        string[] found = [.. folders.SelectMany(RunsIn).Select(Path.TrimEndingDirectorySeparator).Distinct()];
        var parts = found.Select(folder => Path.GetFullPath(folder).Split(Path.DirectorySeparatorChar)).ToArray();
        return [.. found.Select((folder, k) => new NamedRun(NameOf(parts, k), folder))];
    }

    /// <summary>The config that a run was started with, as texts by dotted keys.</summary>
    public static IReadOnlyDictionary<string, string> ConfigOf(string folder) => ConfigTexts.Read(Path.Combine(folder, "config.yaml"));

    private static IEnumerable<string> RunsIn(string folder)
    {
        if (File.Exists(Path.Combine(folder, "run.json")))
            return [folder];
        var below = RunCatalogue.Below(folder).Select(run => run.Folder).ToArray();
        return below.Length > 0
            ? below
            : throw new SobolevException(ExitCode.Usage, $"{folder}: no run folder (it has no run.json), and no run below it");
    }

    private static string NameOf(string[][] parts, int run)
    {
        for (var count = 1; count < parts[run].Length; count++)
        {
            var name = EndOf(parts[run], count);
            if (parts.Count(other => EndOf(other, count) == name) == 1)
                return name;
        }

        return string.Join('/', parts[run]);
    }

    private static string EndOf(string[] parts, int count) => string.Join('/', parts[^Math.Min(count, parts.Length)..]);
}
