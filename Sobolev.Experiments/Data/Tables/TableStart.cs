using System.Text;

namespace Sobolev.Data;

/// <summary>The lines of a table down to its header.</summary>
internal static class TableStart
{
    /// <summary>Longer text is not a header but another kind of file.</summary>
    private const int LongestHeader = 1 << 20;

    /// <summary>The first line that is neither blank nor a comment, and the last comment before it.</summary>
    /// <exception cref="SobolevException">The text has no such line (exit 3).</exception>
    public static (string Text, string? Comment, long Line) HeaderOf(TextReader text, string name)
    {
        string? comment = null;
        for (long number = 1; ; number++)
        {
            var line = new StringBuilder();
            int next;
            while ((next = text.Read()) is not (-1 or '\n' or '\r'))
            {
                line.Append((char)next);
                if (line.Length > LongestHeader)
                    throw new SobolevException(
                        ExitCode.DataMissing,
                        $"{name}:{number}: a header of more than {LongestHeader} characters; is this a CSV file?");
            }

            if (next == '\r' && text.Peek() == '\n')
                text.Read();
            if (line.Length > 0 && line[0] == '#')
                comment = line.ToString().TrimStart('#', ' ');
            else if (!string.IsNullOrWhiteSpace(line.ToString()))
                return (line.ToString(), comment, number);
            if (next == -1)
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{name}: the file is empty; it needs a header such as a,b,y,dy/da,dy/db and a row for each point");
        }
    }

    public static int CountOutsideQuotes(string header, char separator)
    {
        var (count, quoted) = (0, false);
        foreach (var character in header)
        {
            if (character == '"')
                quoted = !quoted;
            else if (character == separator && !quoted)
                count++;
        }

        return count;
    }
}
