namespace Sobolev.Data;

/// <summary>Which columns are inputs and outputs; empty: by convention.</summary>
public sealed record TableKeys(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);

/// <summary>Reads tables of points, values and partials.</summary>
public static class DerivativeTables
{
    /// <summary>Numbers that are held in memory, 1 GiB of them.</summary>
    private const long MostNumbers = 1L << 27;

    /// <summary>Reads a table; an empty field is not known.</summary>
    /// <exception cref="SobolevException">
    /// Columns that were named are not there (exit 2); or the file is missing, no such table, or has mistakes, the first hundred of which
    /// are named with their places (exit 3).
    /// </exception>
    public static DerivativeTable Read(string path, TableKeys keys)
    {
        using var text = TableText.Open(path);
        var header = TableHeader.Of(text.Header, path, keys);
        var mistakes = new TableMistakes(path);
        var rows = new TableRows(header);
        while (!mistakes.IsFull && text.Read())
        {
            if (text.Fields != text.Header.Length)
                mistakes.Add(text.Line, $"{text.Fields} fields where the header has {text.Header.Length}{(text.Fields > text.Header.Length ? "; in a table separated by commas a number needs a point, as in 1.5" : "")}");
            else
                rows.Add(text, mistakes);
            if (rows.Numbers > MostNumbers)
                throw new SobolevException(ExitCode.DataMissing, $"{path}: more than {MostNumbers:N0} numbers after {rows.Count:N0} rows of {header.Inputs.Count} inputs and {header.Outputs.Count} outputs, which is more than is held in memory; take fewer rows or columns");
        }

        rows.Check(mistakes);
        mistakes.ThrowIfAny();
        return rows.Table();
    }
}
