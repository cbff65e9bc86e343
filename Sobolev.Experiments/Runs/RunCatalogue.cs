using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>A run folder as a list shows it.</summary>
/// <param name="Status">One of <see cref="RunStatus"/>, dead or damaged.</param>
/// <param name="Host">The machine of the process that is at work in it, or was when it was killed.</param>
/// <param name="Pid">The number of that process.</param>
/// <param name="Problem">The damage of a damaged one.</param>
/// <param name="Record">Its run.json; null for a damaged one.</param>
public sealed record ListedRun(string Folder, string? Verb, string Status, string? Started, string? Host, int? Pid,
    string? Problem, RunRecord? Record);

/// <summary>Finds runs by their run.json.</summary>
public static class RunCatalogue
{
    /// <summary>The process of a running one is gone: it was killed, or its machine was.</summary>
    public const string Dead = "dead";

    /// <summary>run.json cannot be read.</summary>
    public const string Damaged = "damaged";

    private const int Deepest = 4;

    /// <summary>Every run below a folder, damaged ones too, oldest first; folders without a run are skipped.</summary>
    public static IReadOnlyList<ListedRun> Below(string root)
    {
        if (!Directory.Exists(root))
            throw new SobolevException(ExitCode.Usage, $"{root}: no such folder");
        return
        [
            .. FolderFiles.Below(root, Deepest, passesOver: true).Where(path => Path.GetFileName(path) == "run.json")
                .AsParallel().Select(path => Listed(Path.GetDirectoryName(path)!))
                .OrderBy(run => run.Started, StringComparer.Ordinal).ThenBy(run => run.Folder, StringComparer.Ordinal),
        ];
    }

    /// <summary>The state of a run: what its record says, unless its process is gone.</summary>
    public static ListedRun StateOf(string folder, RunRecord record)
    {
        if (record.Status != RunStatus.Running)
            return new ListedRun(folder, record.Verb, record.Status, record.Started, null, null, null, record);
        var holder = RunLock.StateOf(folder);
        var status = holder.IsHeld ? RunStatus.Running : Dead;
        return new ListedRun(folder, record.Verb, status, record.Started, holder.Host, holder.Pid, null, record);
    }

    /// <summary>Refuses a folder with links, which may come from another person and lead to other files; called before a write.</summary>
    /// <exception cref="SobolevException">There is a link, a pipe or a device in the folder (exit 2).</exception>
    public static void RefuseLinks(string folder)
    {
        if (FolderFiles.FirstIrregular(folder) is { } foreign)
            throw new SobolevException(
                ExitCode.Usage,
                $"{Printable.Of(foreign)}: a link, a pipe or a device, through which files elsewhere would be written; put a copy of the "
                + "file or folder into its place");
    }

    /// <summary>The summary in a run folder, or null if the run has no summary yet.</summary>
    public static Summary? SummaryOf(string folder) => File.Exists(Path.Combine(folder, "summary.csv")) ? Summary.Read(folder) : null;

    private static ListedRun Listed(string folder)
    {
        try
        {
            return StateOf(folder, RunRecord.Read(folder));
        }
        catch (SobolevException error)
        {
            return new ListedRun(folder, null, Damaged, null, null, null, error.Message, null);
        }
    }
}
