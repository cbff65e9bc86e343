using System.Globalization;
using Sobolev.Configuration;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>Facts of a table in run.json and on the screen: the roles of its columns, known entries, held-out rows.</summary>
internal static class FitFacts
{
    public static IEnumerable<(string Name, string Fact)> Of(FitConfig config, FitData data, SplitRule rule)
    {
        var table = data.Table;
        yield return ("device", "cpu");
        yield return ("engine", "managed");
        yield return ("data", $"{table.Count} rows, sha256 {data.Fingerprint}");
        yield return ("inputs", string.Join(", ", table.Inputs));
        yield return ("outputs", string.Join(", ", table.Outputs));
        if (table.Ignored.Count > 0)
            yield return ("ignored", string.Join(", ", table.Ignored));
        yield return ("known", Known(data));
        if (config.Weights.Count > 0)
            yield return ("weights", string.Join(", ", config.Weights));
        if (config.Deviations.Count > 0)
            yield return ("deviations", string.Join(", ", config.Deviations));
        yield return ("model", ConfigText.Of(config.Model));
        yield return ("validation", rule.ToString());
        if (data.OutputsWithoutValues().ToArray() is { Length: > 0 } free)
            yield return ("constant", $"the table has no value of {string.Join(", ", free)}: the model is determined up to a constant");
    }

    /// <summary>The roles of the columns, a line each.</summary>
    public static IReadOnlyList<string> Columns(FitData data)
    {
        var table = data.Table;
        return
        [
            $"{data.Name}: {table.Count} rows; inputs {string.Join(", ", table.Inputs)}; outputs {string.Join(", ", table.Outputs)}",
            $"known numbers: {Known(data)}",
            .. table.Ignored.Count > 0 ? [$"columns that are not used: {string.Join(", ", table.Ignored)}"] : Array.Empty<string>(),
            .. CountingInputs(data).Select(name =>
                $"input {name} counts the rows; if it is an index, leave it out: --inputs "
                    + $"{string.Join(',', table.Inputs.Where(other => other != name))}"),
            .. Repeated(data),
            .. FarEntries.Of(data),
        ];
    }

    /// <summary>Rows that have the inputs of a row before them.</summary>
    private static IEnumerable<string> Repeated(FitData data)
    {
        var (replicates, rows) = (data.Replicates, data.Table.Count);
        if (replicates.Points == rows)
            yield break;
        var (again, first) = Enumerable.Range(0, rows).Select(row => (Row: row, First: replicates.FirstOf(row)))
            .First(pair => pair.First < pair.Row);
        yield return $"{rows - replicates.Points} of {rows} rows repeat the inputs of another row, the first of them row "
            + $"{data.NumberOf(again)} those of row {data.NumberOf(first)}; rows with the same inputs are held out together";
    }

    private static string Known(FitData data)
    {
        var table = data.Table;
        Moments[] columns =
        [
            .. Moments.OfColumns(table.Values, table.Outputs.Count),
            .. Moments.OfColumns(table.Jacobians, table.Outputs.Count * table.Inputs.Count),
            .. table.Hessians is { } hessians
            ? Moments.OfColumns(hessians, table.Outputs.Count * table.Inputs.Count * table.Inputs.Count)
            : [],
        ];
        var known = data.Columns().Zip(columns).Where(pair => pair.Second.Known > 0).ToArray();
        const int shown = 12;
        return string.Join(", ",
            known.Take(shown).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First} {pair.Second.Known}")))
            + (known.Length > shown ? $" and {known.Length - shown} more columns" : "");
    }

    /// <summary>Inputs that are 0, 1, 2 ... or 1, 2, 3 ..., and of which no partial is known.</summary>
    private static IEnumerable<string> CountingInputs(FitData data)
    {
        var (table, n) = (data.Table, data.Table.Inputs.Count);
        if (table.Count < 3 || n < 2)
            yield break;
        for (var input = 0; input < n; input++)
        {
            var first = table.Points[input];
            var counts = first is 0 or 1 && Enumerable.Range(0, table.Count).All(row => table.Points[row * n + input] == first + row);
            var hasPartials = Enumerable.Range(0, table.Jacobians.Length).Any(k => k % n == input && !double.IsNaN(table.Jacobians[k]));
            if (counts && !hasPartials)
                yield return table.Inputs[input];
        }
    }
}
