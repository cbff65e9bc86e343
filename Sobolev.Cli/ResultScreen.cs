using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sobolev.Runs;
using Spectre.Console;

namespace Sobolev.Cli;

/// <summary>Puts a result on standard output: a table for people, or one JSON object for scripts.</summary>
internal static class ResultScreen
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Show(RunOutcome outcome, Terminal terminal, bool json, bool quiet)
    {
        if (json)
            WriteJson(terminal, new JsonObject
            {
                ["run_dir"] = outcome.Folder,
                ["verb"] = outcome.Verb,
                ["status"] = outcome.Status,
                ["summary"] = new JsonArray([.. Rows(outcome.Summary)]),
            });
        else if (outcome.Summary is { Rows.Count: > 0 } summary)
            WriteTable(terminal, summary.Header, summary.Rows);
        if (outcome.Message is not null)
            terminal.Tell(outcome.Message);
        else if (!quiet)
            terminal.Tell($"{outcome.Status}: {outcome.Folder}");
    }

    public static void WriteJson(Terminal terminal, JsonNode node) => terminal.Output.WriteLine(node.ToJsonString(_indented));

    /// <summary>Leaves out the columns that say nothing (all empty); rounds for reading, the CSV has every digit.</summary>
    public static void WriteTable(Terminal terminal, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        int[] shown = [.. Enumerable.Range(0, header.Count).Where(column => rows.Any(row => Cell(row[column]).Length > 0))];
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in shown)
            table.AddColumn(new TableColumn(Markup.Escape(header[column])) { Alignment = rows.All(row => IsNumber(row[column])) ? Justify.Right : Justify.Left, NoWrap = true });
        foreach (var row in rows)
            table.AddRow([.. shown.Select(column => Markup.Escape(Cell(row[column])))]);

        var console = terminal.Rich(terminal.Output, terminal.OutputIsTerminal);
        // a file or a pipe has no width to fold at
        if (!terminal.OutputIsTerminal)
            console.Profile.Width = 10_000;
        console.Write(table);
    }

    public static IEnumerable<JsonNode> Rows(Summary? summary) =>
        (summary?.Rows ?? []).Select(row => new JsonObject(summary!.Header.Zip(row, (name, value) => KeyValuePair.Create(name, Node(value)))));

    private static JsonNode? Node(object? value) => value switch
    {
        double number => double.IsFinite(number) ? number : null,
        int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        string { Length: 0 } => null,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => value?.ToString(),
    };

    private static string Cell(object? value) => value switch
    {
        double number when double.IsNaN(number) => "",
        double number => number.ToString("G5", CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && text.Contains('.') => Cell(number),
        _ => value?.ToString() ?? "",
    };

    private static bool IsNumber(object? value) => value is null or double or int or long || double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
