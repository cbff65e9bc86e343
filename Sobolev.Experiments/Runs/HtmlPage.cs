using System.Globalization;
using System.Net;
using System.Text;
using Sobolev.Files;
using Sobolev.Plots;

namespace Sobolev.Runs;

/// <summary>An HTML file that needs no other: tables, pictures and texts under headings.</summary>
internal sealed class HtmlPage
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2em auto; padding: 0 1em; color: #222; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5em 0 1.5em; }
        th, td { border-bottom: 1px solid #ddd; padding: .2em .8em .2em 0; text-align: left; }
        td.number { text-align: right; }
        img, svg { max-width: 100%; height: auto; } figcaption, .faint { color: #666; }
        pre { background: #f6f6f6; padding: .8em; overflow-x: auto; } .wide { overflow-x: auto; }
        """;

    private static readonly Dictionary<PlotFormat, string> _kinds = new()
    {
        [PlotFormat.Png] = "image/png",
        [PlotFormat.Svg] = "image/svg+xml",
    };

    private readonly StringBuilder _html = new();

    /// <param name="title">The first heading, and the title of the window.</param>
    /// <param name="state">A line below it.</param>
    public HtmlPage(string title, string state)
    {
        _html.Append($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
            + $"charset=\"utf-8\"><title>{Escaped(title)}</title>\n<style>\n{Style}\n</style></head><body>\n");
        _html.Append($"<h1>{Escaped(title)}</h1>\n<p>{Escaped(state)}</p>\n");
    }

    public override string ToString() => _html + "</body></html>\n";

    public void Command(string words) => _html.Append($"<pre>{Escaped(words)}</pre>\n");

    /// <param name="svg">An SVG element.</param>
    public void Figure(string title, string svg) => _html.Append($"<h2>{Escaped(title)}</h2>\n<figure>{svg}</figure>\n");

    /// <summary>Columns without a value are left out.</summary>
    public void Table(string title, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        string[][] fields = [.. rows.Select(row => row.Select(Csv.Field).ToArray())];
        int[] shown = [.. Enumerable.Range(0, header.Count).Where(column => fields.Any(row => row[column].Length > 0))];
        _html.Append($"<h2>{Escaped(title)}</h2>\n<div "
            + $"class=\"wide\"><table><tr>{string.Concat(shown.Select(column => $"<th>{Escaped(header[column])}</th>"))}</tr>\n");
        foreach (var row in fields)
            _html.Append($"<tr>{string.Concat(shown.Select(column => Cell(row[column])))}</tr>\n");
        _html.Append("</table></div>\n");
    }

    private static string Cell(string field) => double.TryParse(field, CultureInfo.InvariantCulture, out var number)
        ? $"<td class=\"number\" title=\"{Escaped(field)}\">{number.ToString("G5", CultureInfo.InvariantCulture)}</td>"
        : $"<td>{Escaped(field)}</td>";

    /// <summary>The plots of a folder, within the page; a browser shows no PDF file as a picture.</summary>
    public void Pictures(string plots)
    {
        var pictures = PlotFiles.In(plots).Where(file => _kinds.ContainsKey(file.Format)).ToArray();
        if (pictures.Length > 0)
            _html.Append("<h2>Pictures</h2>\n");
        foreach (var (path, format) in pictures)
        {
            var name = Escaped(Path.GetFileNameWithoutExtension(path));
            var data = Convert.ToBase64String(SharedFile.Bytes(path));
            _html.Append($"<figure><img alt=\"{name}\" "
                + $"src=\"data:{_kinds[format]};base64,{data}\"><figcaption>{name}</figcaption></figure>\n");
        }
    }

    /// <summary>A text file as it is; nothing where it is missing.</summary>
    public void Text(string title, string path)
    {
        if (File.Exists(path))
            _html.Append($"<h2>{Escaped(title)}</h2>\n<pre>{Escaped(SharedFile.Text(path))}</pre>\n");
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
