using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>The curves of runs for TensorBoard: a folder RUN/TRIAL with one file of events for each trial.</summary>
public static class TensorBoardExport
{
    /// <param name="folder">The log folder of TensorBoard.</param>
    /// <returns>The number of files written.</returns>
    /// <exception cref="SobolevException">A run has no rows (exit 3).</exception>
    public static int Write(IReadOnlyList<NamedRun> runs, string folder)
    {
        var count = 0;
        foreach (var run in runs)
        {
            var (header, rows) = Csv.Read(RunResults.MetricsPath(run.Folder, null));
            var seed = Array.IndexOf(header, "seed");
            var started = Seconds(RunRecord.Read(run.Folder).Started);
            foreach (var trial in rows.GroupBy(row => TrialPlan.NameOf(row.Take(seed), Csv.Integer(row[seed]))))
            {
                var path = Path.Combine(folder, run.Name.Replace('/', '-'), trial.Key, "events.out.tfevents.sobolev");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                AtomicFile.Write(path, stream => TensorBoardFile.Write(stream, started, Scalars(header, seed, started, trial)));
                count++;
            }
        }

        return count;
    }

    /// <summary>The metrics between the step and the seconds of each row.</summary>
    private static IEnumerable<(string Tag, long Step, double Time, double Value)> Scalars(string[] header, int seed, double started,
        IEnumerable<string[]> rows) =>
        from row in rows
        from column in Enumerable.Range(seed + 2, header.Length - seed - 3)
        select (header[column], Csv.Integer(row[seed + 1]), started + Csv.Number(row[^1]), Csv.Number(row[column]));

    private static double Seconds(string moment) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out var time) ? time.ToUnixTimeSeconds() : 0;
}
