using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sobolev.Plots;
using Sobolev.Runs;
using Spectre.Console;

namespace Sobolev.Cli;

/// <summary>Puts a result on standard output: a table for people, or one JSON object for scripts.</summary>
internal static class ResultScreen
{
    /// <summary>Grows when a property of the results changes its meaning or is gone; new properties do not count.</summary>
    private const int Schema = 1;

    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Show(RunOutcome outcome, Terminal terminal, bool json, bool quiet)
    {
        if (json)
        {
            var result = new JsonObject
            {
                ["run_dir"] = outcome.Folder,
                ["verb"] = outcome.Verb,
                ["status"] = outcome.Status,
                ["summary"] = new JsonArray([.. Rows(outcome.Summary)]),
            };
            if (outcome.Findings.Count > 0)
                result["findings"] = new JsonArray([.. outcome.Findings.Select(finding => JsonValue.Create(finding))]);
            WriteJson(terminal, result);
        }
        else if (outcome.Summary is { Rows.Count: > 0 } summary)
        {
            WriteSummary(terminal, summary);
        }

        if (!quiet)
        {
            foreach (var finding in outcome.Findings)
                terminal.WriteLine(finding);
        }

        if (outcome.Message is not null)
        {
            terminal.WriteLine(outcome.Message);
        }
        else if (!quiet)
        {
            terminal.WriteLine($"{outcome.Status}: {outcome.Folder}");
            terminal.WriteLine($"it has {FilesOf(outcome.Folder)}");
        }
    }

    /// <summary>Writes one JSON object with the version of its form, <c>schema</c>, as its first property.</summary>
    public static void WriteJson(Terminal terminal, JsonObject result)
    {
        if (!result.ContainsKey("schema"))
            result.Insert(0, "schema", Schema);
        terminal.Output.WriteLine(result.ToJsonString(_indented));
    }

    /// <summary>
    /// A summary for reading: each metric in one column, mean and half of its 95% interval; of errors the geometric mean and the ends of
    /// its interval. The CSV has every digit.
    /// </summary>
    public static void WriteSummary(Terminal terminal, Summary summary)
    {
        var header = summary.Header.ToList();
        // each mean has its deviation and interval after it
        int[] means = [.. Enumerable.Range(0, Math.Max(0, header.Count - 3))
            .Where(column => header[column].EndsWith("_mean", StringComparison.Ordinal))];
        var keys = header.IndexOf("seeds") + 1;
        if (means.Length == 0)
        {
            // a summary of another kind, such as the findings of verify
            WriteTable(terminal, summary.Header, summary.Rows);
            return;
        }

        WriteTable(
            terminal,
            [.. header.Take(keys), .. means.Select(column => header[column][..^"_mean".Length])],
            [.. summary.Rows.Select(row =>
                (IReadOnlyList<object?>)[.. row.Take(keys),
                    .. means.Select(column => header.IndexOf(header[column][..^"_mean".Length] + "_geomean") is > 0 and var geometric
                        && geometric + 2 < header.Count ? WithEnds(row, geometric) : WithInterval(row, column))])]);
    }

    /// <summary>Omits empty columns and rounds for reading; the CSV has every digit.</summary>
    public static void WriteTable(Terminal terminal, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        int[] shown = [.. Enumerable.Range(0, header.Count).Where(column => rows.Any(row => Cell(row[column]).Length > 0))];
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in shown)
            table.AddColumn(
                new TableColumn(Markup.Escape(Printable.Of(header[column])))
                {
                    Alignment = rows.All(row => IsNumber(row[column])) ? Justify.Right : Justify.Left,
                    NoWrap = true,
                    Padding = new Padding(0, 0, 1, 0),
                });
        foreach (var row in rows)
            table.AddRow([.. shown.Select(column => Markup.Escape(Printable.Of(Cell(row[column]))))]);

        var console = terminal.Rich(terminal.Output, terminal.OutputIsTerminal);
        // folded numbers cannot be read: a line too long for the terminal is the terminal's to break
        console.Profile.Width = 10_000;
        console.Write(table);
    }

    public static IEnumerable<JsonNode> Rows(Summary? summary) =>
        (summary?.Rows ?? [])
            .Select(row => new JsonObject(summary!.Header.Zip(row, (name, value) => KeyValuePair.Create(name, Node(value)))));

    /// <summary>The results in a run folder: its tables by name, and the number of models and plots.</summary>
    private static string FilesOf(string folder)
    {
        var tables = Directory.GetFiles(folder, "*.csv").Select(path => Path.GetFileName(path)!)
            .OrderBy(name => name == "summary.csv" ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal);
        var models = Path.Combine(folder, "models");
        return string.Join(", ", [.. tables, Counted("model", Directory.Exists(models)
            ? Directory.GetFiles(models, "*.safetensors").Length
            : 0), Counted("plot", PlotFiles.In(Path.Combine(folder, "plots")).Count)]);

        static string Counted(string one, int number) => $"{number} {one}{(number == 1 ? "" : "s")}";
    }

    private static JsonNode? Node(object? value) => value switch
    {
        double number => double.IsFinite(number) ? number : null,
        int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        string { Length: 0 } => null,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => value?.ToString(),
    };

    /// <summary>The columns of a metric are mean, std, ci95_low, ci95_high; the interval is empty for one seed.</summary>
    private static string WithInterval(IReadOnlyList<object?> row, int mean)
    {
        var half = (Number(row[mean + 3]) - Number(row[mean + 2])) / 2;
        return double.IsNaN(half) ? Cell(row[mean]) : $"{Cell(row[mean])} ± {Readable(half, 2)}";
    }

    /// <summary>The columns of an error are geomean, geomean_ci95_low, geomean_ci95_high; the interval is empty for one seed.</summary>
    private static string WithEnds(IReadOnlyList<object?> row, int mean) =>
        double.IsNaN(Number(row[mean + 1]))
            ? Cell(row[mean])
            : $"{Cell(row[mean])} ({Readable(Number(row[mean + 1]), 3)} to {Readable(Number(row[mean + 2]), 3)})";

    private static string Cell(object? value) => value switch
    {
        double or string { Length: > 0 } when !double.IsNaN(Number(value)) && (value is double || value.ToString()!.Contains('.')) =>
            Readable(Number(value), 4),
        double => "",
        _ => value?.ToString() ?? "",
    };

    /// <summary>A few digits, without an exponent where the number has a size people read at a glance.</summary>
    private static string Readable(double number, int digits) => Math.Abs(number) switch
    {
        0 => "0",
        >= 1e3 and < 1e9 => number.ToString("N0", CultureInfo.InvariantCulture),
        >= 1e-3 and < 1e9 => number.ToString($"G{digits}", CultureInfo.InvariantCulture),
        _ => number.ToString($"0.{new string('#', digits - 1)}e0", CultureInfo.InvariantCulture),
    };

    private static double Number(object? value) => value switch
    {
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => double.NaN,
    };

    private static bool IsNumber(object? value) => value is null or int or long || !double.IsNaN(Number(value))
        || (value is string text && (text.Contains('±') || text.Contains(" to ", StringComparison.Ordinal)));
}
