using Sobolev.Files;
using Sobolev.Plots;

namespace Sobolev.Runs;

/// <summary>The files that the results of a run become: summary, tables and plots.</summary>
internal static class ResultFiles
{
    /// <param name="experiment">The experiment of the run.</param>
    /// <param name="results">Its results; without a trial they become a summary without rows.</param>
    /// <param name="folder">The run folder.</param>
    public static (Summary Summary, FilledPlots Plots) Write(IExperiment experiment, RunResults results, string folder)
    {
        var summary = Summary.Of(experiment, results);
        AtomicFile.WriteText(Path.Combine(folder, "summary.csv"), Csv.Text(summary.Header, summary.Rows));
        if (results.Plans.Count == 0)
            return (summary, new FilledPlots(0, []));
        foreach (var table in experiment.Tables(results))
            AtomicFile.WriteText(Path.Combine(folder, table.Name), Csv.Text(table.Header, table.Rows));
        return (summary, PlotFolder.Fill(Path.Combine(folder, "plots"), experiment.Config.Plots, experiment.Config.ThreadCount(),
            plots => experiment.Draw(results, plots)));
    }
}
