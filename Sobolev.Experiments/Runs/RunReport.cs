using System.Globalization;
using System.Net;
using System.Text;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>
/// A run or a sweep as one HTML file: what was asked, what came out, curves, pictures, provenance. Pictures are part of the file, and it
/// loads nothing.
/// </summary>
public static class RunReport
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2em auto; padding: 0 1em; color: #222; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5em 0 1.5em; }
        th, td { border-bottom: 1px solid #ddd; padding: .2em .8em .2em 0; text-align: left; }
        td.number { text-align: right; }
        img, svg { max-width: 100%; height: auto; } figcaption, .faint { color: #666; }
        pre { background: #f6f6f6; padding: .8em; overflow-x: auto; } .wide { overflow-x: auto; }
        """;

    /// <param name="folder">A run folder.</param>
    /// <exception cref="SobolevException">The folder has no run (exit 2).</exception>
    public static string OfRun(string folder)
    {
        var record = RunRecord.Read(folder);
        var run = NamedRuns.In([folder])[0];
        var html = new StringBuilder();
        Head(html, $"{record.Verb}: {run.Name}", $"{record.Status}, started {record.Started}", record.Json["command_line"]?.ToString() ?? "");
        if (RunCatalogue.SummaryOf(folder) is { } summary)
            Table(html, "Summary", summary.Header, summary.Rows);
        if (File.Exists(RunResults.MetricsPath(folder, null)))
            html.Append($"<h2>Curves</h2>\n<figure>{RunCurves.Svg([run])}</figure>\n");
        Pictures(html, Path.Combine(folder, "plots"));
        Text(html, "Config", Path.Combine(folder, "config.yaml"));
        Text(html, "Provenance", Path.Combine(folder, "run.json"));
        return html.Append("</body></html>\n").ToString();
    }

    /// <param name="folder">The folder of a sweep.</param>
    /// <param name="table">Its sweep.csv.</param>
    public static string OfSweep(string folder, string table)
    {
        var runs = RunCatalogue.Below(folder);
        var html = new StringBuilder();
        Head(html, $"sweep: {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}", $"{runs.Count} runs", "");
        if (File.Exists(table))
        {
            var (header, rows) = Csv.Read(table);
            Table(html, "Runs", header, rows);
        }

        Pictures(html, Path.Combine(folder, "plots"));
        Text(html, "Config that the runs share", Path.Combine(folder, "config.yaml"));
        Text(html, "Sweep", Path.Combine(folder, "sweep.json"));
        return html.Append("</body></html>\n").ToString();
    }

    private static void Head(StringBuilder html, string title, string state, string commandLine)
    {
        html.Append($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Escaped(title)}</title>\n<style>\n{Style}\n</style></head><body>\n");
        html.Append($"<h1>{Escaped(title)}</h1>\n<p>{Escaped(state)}</p>\n");
        if (commandLine.Length > 0)
            html.Append($"<pre>{Escaped(commandLine)}</pre>\n");
    }

    /// <summary>Columns without a value are left out.</summary>
    private static void Table(StringBuilder html, string title, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        string[][] fields = [.. rows.Select(row => row.Select(Csv.Field).ToArray())];
        int[] shown = [.. Enumerable.Range(0, header.Count).Where(column => fields.Any(row => row[column].Length > 0))];
        html.Append($"<h2>{Escaped(title)}</h2>\n<div class=\"wide\"><table><tr>{string.Concat(shown.Select(column => $"<th>{Escaped(header[column])}</th>"))}</tr>\n");
        foreach (var row in fields)
            html.Append($"<tr>{string.Concat(shown.Select(column => Cell(row[column])))}</tr>\n");
        html.Append("</table></div>\n");
    }

    private static string Cell(string field) => double.TryParse(field, CultureInfo.InvariantCulture, out var number)
        ? $"<td class=\"number\" title=\"{Escaped(field)}\">{number.ToString("G5", CultureInfo.InvariantCulture)}</td>"
        : $"<td>{Escaped(field)}</td>";

    private static void Pictures(StringBuilder html, string plots)
    {
        string[] pictures = Directory.Exists(plots) ? [.. Directory.GetFiles(plots, "*.png").Order(StringComparer.Ordinal)] : [];
        if (pictures.Length > 0)
            html.Append("<h2>Pictures</h2>\n");
        foreach (var picture in pictures)
        {
            var name = Escaped(Path.GetFileNameWithoutExtension(picture));
            html.Append($"<figure><img alt=\"{name}\" src=\"data:image/png;base64,{Convert.ToBase64String(SharedFile.Bytes(picture))}\"><figcaption>{name}</figcaption></figure>\n");
        }
    }

    private static void Text(StringBuilder html, string title, string path)
    {
        if (File.Exists(path))
            html.Append($"<h2>{Escaped(title)}</h2>\n<pre>{Escaped(SharedFile.Text(path))}</pre>\n");
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
