using System.Globalization;
using Sobolev.Configuration;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>
/// Runs as a table with a row each. Beside the columns of <see cref="Standard"/> every key of a config and every column of a summary can
/// be a column.
/// </summary>
public static class RunListing
{
    private const string Mean = "_mean", Outcome = "result";

    /// <summary>Rows of a summary that the column result shows.</summary>
    private const int MostRows = 3;

    /// <summary>
    /// <c>keys</c>: the keys in which the listed runs of the verb differ; <c>result</c>: the first metric of the summary, for each of its
    /// rows.
    /// </summary>
    public static IReadOnlyList<string> Standard { get; } =
        ["started", "verb", "status", "process", "tags", "note", "keys", Outcome, "folder", "problem"];

    /// <param name="columns">In the order of the table.</param>
    /// <param name="sort">The column to sort by, numbers as numbers and empty fields last; null keeps the order.</param>
    /// <exception cref="SobolevException">A column is unknown (exit 2).</exception>
    public static Summary Of(IReadOnlyList<ListedRun> runs, IReadOnlyList<string> columns, string? sort, bool isDescending)
    {
        var differing = runs.Where(run => run.Record is not null).GroupBy(run => run.Verb)
            .ToDictionary(verb => verb.Key!, verb => RunTable.Differing([.. verb.Select(run => run.Record!.ConfigTexts)]));
        string[] used = [.. columns, .. sort is null ? [] : new[] { sort }];
        var readsSummaries = used.Except(Standard.Except([Outcome])).Any();
        Row[] rows =
        [
            .. runs.AsParallel().AsOrdered()
                .Select(run => new Row(run, run.Verb is { } verb ? differing[verb] : [], readsSummaries ? SummaryOf(run) : null)),
        ];
        if (runs.Count > 0)
            RefuseUnknown(used, rows);
        if (sort is not null)
            rows = [.. Sorted(rows, row => row[sort], isDescending)];
        return new Summary(columns, [.. rows.Select(row => columns.Select(column => (object?)row[column]).ToArray())]);
    }

    private static IEnumerable<Row> Sorted(Row[] rows, Func<Row, string> field, bool isDescending)
    {
        var order = Comparer<string>.Create((one, other) =>
            double.TryParse(one, CultureInfo.InvariantCulture, out var first)
                && double.TryParse(other, CultureInfo.InvariantCulture, out var second)
                ? first.CompareTo(second) : string.CompareOrdinal(one, other));
        var filled = rows.OrderBy(row => field(row).Length == 0);
        return isDescending ? filled.ThenByDescending(field, order) : filled.ThenBy(field, order);
    }

    /// <summary>The summary of a run; null if it has no summary yet, or a damaged one.</summary>
    private static Summary? SummaryOf(ListedRun run)
    {
        try
        {
            return run.Record is null ? null : RunCatalogue.SummaryOf(run.Folder);
        }
        catch (SobolevException)
        {
            return null;
        }
    }

    private static void RefuseUnknown(IEnumerable<string> columns, Row[] rows)
    {
        string[] known = [.. Standard, .. rows.SelectMany(row => row.Columns).Distinct()];
        if (columns.Except(known).FirstOrDefault() is { } unknown)
            throw new SobolevException(
                ExitCode.Usage,
                $"{unknown}: no column of the listed runs{Nearest.Suggestion(unknown, known)}; columns are "
                    + $"{string.Join(", ", Standard)}, the keys of "
                + "the configs and the columns of the summaries");
    }

    private sealed record Row(ListedRun Run, IReadOnlyList<string> Differing, Summary? Summary)
    {
        public IEnumerable<string> Columns => (Run.Record?.ConfigTexts.Keys ?? []).Concat(Summary?.Header ?? []);

        public string this[string column] => column switch
        {
            "started" => Run.Started ?? "",
            "verb" => Run.Verb ?? "",
            "status" => Run.Status,
            "process" => Run.Host is null ? "" : $"{Run.Pid} on {Run.Host}",
            "tags" => string.Join(' ', Run.Record?.Tags ?? []),
            "note" => Run.Record?.Note ?? "",
            "keys" => string.Join(' ', Differing.Select(key => $"{key.Split('.')[^1]}={Run.Record!.ConfigTexts.GetValueOrDefault(key)}")),
            Outcome => Result(),
            "folder" => Run.Folder,
            "problem" => Run.Problem ?? "",
            _ when Summary?.Header.Contains(column) == true => Fields(column),
            _ => Run.Record?.ConfigTexts.GetValueOrDefault(column) ?? "",
        };

        /// <summary>The values of a column of the summary, one a row, if they differ.</summary>
        private string Fields(string column) => string.Join(' ', Of(column).Distinct());

        private IEnumerable<string> Of(string column)
        {
            var place = Summary!.Header.ToList().IndexOf(column);
            return Summary.Rows.Select(row => Csv.Field(row[place]));
        }

        private string Result()
        {
            if (Summary?.Header.FirstOrDefault(name => name.EndsWith(Mean, StringComparison.Ordinal)) is not { } mean
                || Summary.Rows.Count == 0)
                return "";
            var metric = mean[..^Mean.Length];
            // the geometric mean of an error, as in the table of the run
            var column = Summary.Header.Contains(metric + "_geomean") ? metric + "_geomean" : mean;
            string[] telling = [.. Summary.Header.TakeWhile(name => name != "seeds").Where(name => Of(name).Distinct().Count() > 1)];
            var names = Enumerable.Range(0, Summary.Rows.Count)
                .Select(row => string.Join(' ', telling.Select(name => Of(name).ElementAt(row)))).ToArray();
            var values = Of(column).Select(Short).ToArray();
            string[] shown = [.. names.Zip(values, (name, value) => name.Length > 0 ? $"{name} {value}" : value)];
            return $"{metric}: {ShortList.Of(shown, MostRows)}";
        }

        private static string Short(string field) =>
            double.TryParse(field, CultureInfo.InvariantCulture, out var number)
                ? number.ToString("G4", CultureInfo.InvariantCulture)
                : field;
    }
}
