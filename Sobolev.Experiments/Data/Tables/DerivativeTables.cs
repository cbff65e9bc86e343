using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>Names of the input and output columns; empty: by convention.</summary>
public sealed record TableOptions(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>Columns of partials with names of another form, OUTPUT/INPUT:COLUMN.</summary>
    public IReadOnlyList<string> Partials { get; init; } = [];

    /// <summary>Columns of weights: COLUMN for rows, OUTPUT:COLUMN or dOUTPUT/dINPUT:COLUMN for single entries.</summary>
    public IReadOnlyList<string> Weights { get; init; } = [];

    /// <summary>Columns of standard deviations of the noise: OUTPUT:COLUMN or dOUTPUT/dINPUT:COLUMN.</summary>
    public IReadOnlyList<string> Deviations { get; init; } = [];
}

/// <summary>Reads tables of points, values and partials.</summary>
public static class DerivativeTables
{
    /// <summary>
    /// Numbers that are held at once (rows times columns, missing ones included): 0.8 GB, and a few times that in training.
    /// </summary>
    public const long MostEntries = 100_000_000;

    private const long AlwaysHeld = 10_000_000, EntriesPerByte = 16;

    /// <exception cref="SobolevException">
    /// Mistakes of the file (exit 3) or columns named that are not there (exit 2): up to a hundred at once, each with its line, column and
    /// value.
    /// </exception>
    public static DerivativeTable Read(TableSource source, TableOptions keys)
    {
        using var reader = TableReader.Open(source);
        // a short row of a table with many inputs stands for many missing second partials; the length of standard input and of packed
        // numbers is unknown
        var most = source.IsInput || reader.IsPacked
            ? MostEntries
            : Math.Min(MostEntries, Math.Max(AlwaysHeld, EntriesPerByte * new FileInfo(source.Path).Length));
        return Read(reader, keys, most);
    }

    internal static DerivativeTable Read(TableReader reader, TableOptions keys, long mostEntries)
    {
        var mistakes = new TableErrors(reader.Name);
        var headerLine = reader.HeaderLine;
        if (reader.Roles is { } roles && keys.Inputs.Count + keys.Outputs.Count == 0)
            keys = keys with { Inputs = roles.Inputs, Outputs = roles.Outputs };
        var columns = TableColumns.Of(Renamed(reader.Header, keys, mistakes), keys, mistakes, headerLine);
        if (columns.EntriesPerRow > mostEntries)
        {
            mistakes.Add(headerLine, $"{columns.EntriesPerRow} numbers a row (inputs, outputs and all derivatives), but {mostEntries} is "
                + $"the most; give fewer columns with --inputs and --outputs");
            mistakes.ThrowIfAny(headerLine);
        }

        var rows = new TableRows(columns);
        var mostRows = Math.Min(mostEntries / columns.EntriesPerRow, Array.MaxLength);
        while (!mistakes.AreMany && reader.Read())
        {
            if (rows.Count + 1 > mostRows)
            {
                mistakes.Add(
                    reader.Line,
                    $"more than {rows.Count} rows of {columns.EntriesPerRow} numbers (inputs, outputs and all derivatives); {mostEntries} "
                    + "numbers is the most held in memory; give fewer rows, or fewer columns with --inputs and --outputs");
                break;
            }

            rows.Add(reader, mistakes);
        }

        rows.NameCategories(mistakes, headerLine);
        if (!mistakes.AreMany)
            rows.CheckWhole(mistakes, headerLine);
        mistakes.ThrowIfAny(reader.Line);
        return rows.ToTable();
    }

    /// <summary>The header with dy/dx for each column that the option says is that partial, and for each dydx beside y and x.</summary>
    private static string[] Renamed(IReadOnlyList<string> header, TableOptions keys, TableErrors mistakes)
    {
        var (columns, places) = (header.ToHashSet(), header.ToList());
        string[] names =
        [
            .. header.Select(name =>
                keys.Inputs.Contains(name) || keys.Outputs.Contains(name) ? name : PartialName.WithSlash(name, columns) ?? name),
        ];
        foreach (var partial in keys.Partials)
        {
            if (partial.Split(':') is not [var quotient, var column]
                || quotient.Split('/') is not [{ Length: > 0 } output, { Length: > 0 } input])
                mistakes.AddNamed("--partials", $"{partial}: write OUTPUT/INPUT:COLUMN, e.g. y/x:dydx");
            else if (places.IndexOf(column) is var place && place < 0)
                mistakes.AddNamed("--partials",
                    $"{column}: the file has no such column{Nearest.Suggestion(column, header)}; it has {string.Join(", ", header)}");
            else
                names[place] = $"d{output}/d{input}";
        }

        return names;
    }
}
