using System.Text;

namespace Sobolev.Files;

/// <summary>Names in one line of text: separated by commas, in quotes where a name has a comma or a quote.</summary>
internal static class NameList
{
    public static string Join(IEnumerable<string> names) => string.Join(',', names.Select(Quoted));

    public static string[] Split(string text)
    {
        var names = new List<string>();
        var (name, isQuoted) = (new StringBuilder(), false);
        for (var k = 0; k < text.Length; k++)
        {
            if (text[k] == '"' && isQuoted && k + 1 < text.Length && text[k + 1] == '"')
                name.Append(text[k++]);
            else if (text[k] == '"')
                isQuoted = !isQuoted;
            else if (text[k] == ',' && !isQuoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
                name.Append(text[k]);
        }

        names.Add(name.ToString());
        return [.. names];
    }

    private static string Quoted(string name) =>
        name.AsSpan().IndexOfAny(",\"\r\n") < 0 && name.Trim() == name
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
