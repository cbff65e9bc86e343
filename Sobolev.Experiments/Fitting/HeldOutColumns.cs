using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Fitting;

/// <summary>The held-out predictions of a trial, column by column; NaN where nothing is known.</summary>
internal sealed class HeldOutColumns(string[] header, IReadOnlyList<string[]> rows)
{
    /// <summary>Rows that are named in a picture of a column.</summary>
    private const int MostNamed = 2;

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

    /// <summary>
    /// The points of the rows with the largest errors of a column, actual against predicted, with their numbers on the side away from the
    /// diagonal.
    /// </summary>
    public IReadOnlyList<PointLabel> Worst(string name)
    {
        var (given, predicted) = (Given(name), Predicted(name));
        return
        [
            .. Enumerable.Range(0, rows.Count).Where(k => double.IsFinite(predicted[k] - given[k]))
                .OrderByDescending(k => Math.Abs(predicted[k] - given[k])).Take(MostNamed)
                .Select(k => new PointLabel(given[k], predicted[k], $"row {rows[k][0]}", IsLeft: predicted[k] > given[k])),
        ];
    }

    private double[] Column(string name)
    {
        var column = Array.IndexOf(header, name);
        if (column < 0)
            throw new SobolevException(ExitCode.DataMissing,
                $"the report {FitReports.HeldOutRows} has no column {name}; train the trial again");
        return [.. rows.Select(row => Csv.Number(row[column]))];
    }
}
