using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>sweep.csv: a row for each member and row of its summary, with the keys of the axes.</summary>
public static class SweepTable
{
    public const string FileName = "sweep.csv";

    /// <summary>The status of a member that no process has begun.</summary>
    public const string Missing = "missing";

    /// <summary>The members as they are in the folder now.</summary>
    public static Summary Of(SweepFolder folder) => RunTable.Of(
        [.. folder.Plan.Members.Select(member => RunOf(folder, member))],
        [.. folder.Plan.Axes.Select(axis => axis.Key.Path)]);

    private static TableRun RunOf(SweepFolder folder, SweepMember member)
    {
        var status = folder.StatusOf(member) ?? Missing;
        var isOver = status is RunStatus.Done or RunStatus.Diverged;
        var keys = member.Settings.ToDictionary(setting => setting.Key.Path, setting => setting.Text);
        return new TableRun(member.Folder, status, keys, isOver ? RunCatalogue.SummaryOf(folder.PathOf(member)) : null);
    }
}
