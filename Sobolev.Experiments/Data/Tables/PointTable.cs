using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>Reads points alone, to ask a model about.</summary>
public static class PointTable
{
    private const long MostNumbers = 1L << 27;

    /// <summary>The columns of these names, in their order; other columns do not matter.</summary>
    /// <param name="path">A table with a header row.</param>
    /// <param name="inputs">The names.</param>
    /// <param name="byName">False where the names are made up: then a table of as many columns is taken as it stands.</param>
    /// <returns>(count, inputs)</returns>
    /// <exception cref="SobolevException">It is missing or has mistakes, the first hundred of which are named (exit 3).</exception>
    public static double[] Read(string path, IReadOnlyList<string> inputs, bool byName)
    {
        using var text = TableText.Open(path);
        var mistakes = new TableMistakes(path);
        var columns = Columns(text.Header, inputs, byName, mistakes);
        mistakes.ThrowIfAny();
        var points = new List<double>();
        while (!mistakes.IsFull && text.Read())
        {
            if (text.Fields != text.Header.Length)
            {
                mistakes.Add(text.Line, $"{text.Fields} fields where the header has {text.Header.Length}");
                continue;
            }

            foreach (var column in columns)
            {
                var mistake = TableText.Number(text[column], out var number);
                if (mistake is null && double.IsNaN(number))
                    mistake = "is empty; every row needs all inputs";
                if (mistake is not null)
                    mistakes.Add(text.Line, $"column {text.Header[column]}: {mistake}");
                points.Add(number);
            }

            if (points.Count > MostNumbers)
                throw new SobolevException(ExitCode.DataMissing, $"{path}: more than {MostNumbers:N0} numbers, which is more than is held in memory; ask for fewer rows at a time");
        }

        if (points.Count == 0)
            mistakes.Add(0, "there is no row behind the header");
        mistakes.ThrowIfAny();
        return [.. points];
    }

    private static int[] Columns(string[] header, IReadOnlyList<string> inputs, bool byName, TableMistakes mistakes)
    {
        int[] columns = [.. inputs.Select(name => Array.IndexOf(header, name))];
        if (!byName && columns.Contains(-1) && header.Length == inputs.Count)
            return [.. Enumerable.Range(0, inputs.Count)];
        foreach (var name in inputs.Where(name => !header.Contains(name)))
            mistakes.Add(1, $"there is no column {name}, which the model takes{Nearest.Suggestion(name, header)} (there are {string.Join(", ", header)})");
        foreach (var name in inputs.Where(name => header.Count(column => column == name) > 1))
            mistakes.Add(1, $"there are several columns {name}");
        return columns;
    }
}
