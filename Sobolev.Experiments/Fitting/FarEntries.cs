using System.Globalization;

namespace Sobolev.Fitting;

/// <summary>
/// Entries that are far from all others of their column, such as the numbers that mark a missing one (-9999, 1e30). The user learns of
/// them; they are not left out, since a function may have such values.
/// </summary>
internal static class FarEntries
{
    /// <summary>In ranges of the other entries of the column.</summary>
    private const double Far = 10;

    /// <summary>Fewer other entries do not show their range.</summary>
    private const int LeastOthers = 8;

    /// <summary>A number that makes up more of a column is common there.</summary>
    private const double MostPart = 0.25;

    private const int MostNames = 4, MostSentences = 5;

    /// <summary>A sentence for each such number, with the columns and rows that have it.</summary>
    public static IReadOnlyList<string> Of(FitData data)
    {
        var (table, columns) = (data.Table, data.Columns());
        var (inputs, outputs) = (table.Inputs.Count, table.Outputs.Count);
        string[] sentences =
        [
            .. InColumns(table.Points, table.Inputs)
                .Concat(InColumns(table.Values, [.. columns.Take(outputs)]))
                .Concat(InColumns(table.Jacobians, [.. columns.Skip(outputs).Take(outputs * inputs)]))
                .GroupBy(found => found.Number)
                .Select(same => Sentence(data, same.Key, [.. same])),
        ];
        return sentences.Length <= MostSentences
            ? sentences
            : [.. sentences.Take(MostSentences),
                $"{sentences.Length - MostSentences} more numbers are far from the others of their column"];
    }

    private static string Sentence(FitData data, double number, FarEntry[] found)
    {
        int[] rows = [.. found.SelectMany(entry => entry.Rows).Distinct().Order()];
        var isInput = found.Any(entry => data.Table.Inputs.Contains(entry.Column));
        return string.Create(CultureInfo.InvariantCulture,
            $"{(rows.Length == 1 ? "row" : "rows")} {ShortList.Of([.. rows.Select(row => $"{data.NumberOf(row)}")], MostNames)}: "
            + $"{ShortList.Of([.. found.Select(entry => entry.Column)], MostNames)} {(found.Length == 1 ? "is" : "are")} {number}, far "
            + $"from all other rows; if that marks a missing number, leave {(isInput ? "the row out" : "the field empty")}");
    }

    /// <param name="entries">(rows, columns)</param>
    /// <param name="names">Their names.</param>
    private static IEnumerable<FarEntry> InColumns(double[] entries, IReadOnlyList<string> names)
    {
        for (var column = 0; column < names.Count; column++)
        {
            var (low, high) = (Extreme(entries, names.Count, column, sign: -1), Extreme(entries, names.Count, column, sign: 1));
            foreach (var number in new[] { low, high }.OfType<double>())
            {
                yield return new(names[column], number,
                    [.. Enumerable.Range(0, entries.Length / names.Count).Where(row => entries[row * names.Count + column] == number)]);
            }
        }
    }

    /// <summary>The largest number of a column (sign 1) or the least (sign -1), if it is far from all others.</summary>
    private static double? Extreme(double[] entries, int width, int column, int sign)
    {
        var (first, second, last, count, known) = (double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity, 0, 0);
        for (var k = column; k < entries.Length; k += width)
        {
            var entry = sign * entries[k];
            if (double.IsNaN(entry))
                continue;
            known++;
            last = Math.Min(last, entry);
            if (entry == first)
                count++;
            else if (entry > first)
                (second, first, count) = (first, entry, 1);
            else
                second = Math.Max(second, entry);
        }

        return known - count >= LeastOthers && count <= MostPart * known && first - second > Far * (second - last) && second > last
            ? sign * first
            : null;
    }

    /// <param name="Column">Its name.</param>
    /// <param name="Number">The number that is far from the others.</param>
    /// <param name="Rows">Rows that have it, from 0.</param>
    private readonly record struct FarEntry(string Column, double Number, int[] Rows);
}
