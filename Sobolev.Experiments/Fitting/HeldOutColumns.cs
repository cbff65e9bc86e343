using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Fitting;

/// <summary>The held-out predictions of a trial, column by column; NaN where nothing is known.</summary>
internal sealed class HeldOutColumns(string[] header, IReadOnlyList<string[]> rows)
{
    /// <summary>A picture of more points is a blot.</summary>
    private const int MostPoints = 2000;

    public static HeldOutColumns Read(RunResults results, TrialPlan plan)
    {
        var (header, rows) = results.ReportOf(plan, FitReports.HeldOutRows);
        var every = (rows.Count + MostPoints - 1) / MostPoints;
        return new HeldOutColumns(header, every <= 1 ? rows : [.. rows.Where((_, index) => index % every == 0)]);
    }

    public double[] Given(string name) => Column(name);

    public double[] Predicted(string name) => Column(name + "_predicted");

    private double[] Column(string name)
    {
        var column = Array.IndexOf(header, name);
        if (column < 0)
            throw new SobolevException(ExitCode.DataMissing,
                $"the report {FitReports.HeldOutRows} has no column {name}; train the trial again");
        return [.. rows.Select(row => Csv.Number(row[column]))];
    }
}
