using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Fitting;

/// <summary>The held-out rows with the largest errors, each entry's in parts of its column's root mean square error.</summary>
internal static class WorstRows
{
    private const int Most = 3;

    /// <summary>Fewer rows are all there is to see.</summary>
    private const int FewestRows = 5;

    /// <summary>One sentence, or none.</summary>
    /// <param name="header">The columns of the report of held-out rows.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="errors">The rows of the report of errors.</param>
    public static IEnumerable<string> Of(string[] header, IReadOnlyList<string[]> rows, IReadOnlyList<string[]> errors)
    {
        var columns = errors.Where(row => row[1] != "0" && Csv.Number(row[2]) > 0)
            .Select(row => (Name: row[0], Error: Csv.Number(row[2]), Place: Array.IndexOf(header, row[0])))
            .Where(column => column.Place >= 0).ToArray();
        var worst = rows
            .SelectMany(row => columns.Select(column => Entry(row, column.Name, column.Place, column.Error)))
            .Where(entry => double.IsFinite(entry.Size))
            .GroupBy(entry => entry.Row).Select(row => row.MaxBy(entry => entry.Size))
            .OrderByDescending(entry => entry.Size).Take(Most).ToArray();
        if (rows.Count >= FewestRows && worst.Length > 0)
            yield return $"largest held-out errors: {string.Join("; ", worst.Select(Sentence))}";
    }

    private static (string Row, string Column, double Given, double Predicted, double Size) Entry(
        string[] row,
        string column,
        int place,
        double error)
    {
        var (given, predicted) = (Csv.Number(row[place]), Csv.Number(row[place + 1]));
        return (row[0], column, given, predicted, Math.Abs(predicted - given) / error);
    }

    private static string Sentence((string Row, string Column, double Given, double Predicted, double Size) entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"row {entry.Row} ({entry.Column} {entry.Given:G4}, predicted {entry.Predicted:G4}, {entry.Size:0.0} times the error)");
}
