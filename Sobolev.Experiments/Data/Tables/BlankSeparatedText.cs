using System.Text;

namespace Sobolev.Data;

/// <summary>Text whose columns are separated by any number of blanks, with a tab for each of them.</summary>
internal sealed class BlankSeparatedText(TextReader text) : LineText
{
    public static string Separated(string line)
    {
        var separated = new StringBuilder();
        foreach (var field in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            separated.Append(separated.Length > 0 ? "\t" : "").Append(field);
        return separated.ToString();
    }

    protected override string? NextLine() => text.ReadLine() is { } line ? Separated(line) : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }
}
