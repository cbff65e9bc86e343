using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>
/// Gathers the members of a sweep. Each process that ends does it with what is there then, so the last one has all; files are replaced
/// whole, so that no lock is needed.
/// </summary>
public static class SweepGathering
{
    /// <summary>Writes sweep.csv and plots.</summary>
    /// <param name="plots">Formats and size of the plots.</param>
    public static Summary Write(SweepFolder folder, PlotConfig plots)
    {
        var table = SweepTable.Of(folder);
        AtomicFile.WriteText(Path.Combine(folder.Path, SweepTable.FileName), Csv.Text(table.Header, table.Rows));
        PlotFolder.Fill(Path.Combine(folder.Path, "plots"), plots, threads: 1, drawn => SweepPlots.Draw(folder, table, drawn));
        return table;
    }
}
