using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>Reads points alone, to ask a model about.</summary>
public static class PointTable
{
    /// <summary>The columns of these names, in their order; other columns do not matter.</summary>
    /// <param name="source">A table with a header row.</param>
    /// <param name="inputs">The names.</param>
    /// <param name="byName">
    /// False where the names are made up: then a table of as many columns is taken as it stands, with a header or without.
    /// </param>
    /// <returns>(count, inputs)</returns>
    /// <exception cref="SobolevException">It is missing or has mistakes, the first hundred of which are named (exit 3).</exception>
    public static double[] Read(TableSource source, IReadOnlyList<string> inputs, bool byName)
    {
        using var reader = TableReader.Open(source);
        var mistakes = new TableErrors(reader.Name);
        var places = Places(reader, inputs, byName, mistakes);
        mistakes.ThrowIfAny(reader.HeaderLine);
        var points = new List<double>();
        while (!mistakes.AreMany && reader.Read())
        {
            if (points.Count + inputs.Count > DerivativeTables.MostEntries)
            {
                mistakes.Add(
                    reader.Line,
                    $"more than {DerivativeTables.MostEntries} numbers, the most held in memory; give fewer rows at a time");
                break;
            }

            AddPoint(reader, inputs, places, points, mistakes);
        }

        if (points.Count == 0)
            mistakes.Add(reader.HeaderLine, "no rows below the header");
        mistakes.ThrowIfAny(reader.Line);
        return [.. points];
    }

    private static int[] Places(TableReader reader, IReadOnlyList<string> inputs, bool byName, TableErrors mistakes)
    {
        var header = reader.Header.ToList();
        int[] places = [.. inputs.Select(name => header.IndexOf(name))];
        // the x of a NumPy archive without names
        if (reader.Roles is { HasNames: false } roles && roles.Inputs.Count == inputs.Count)
            return [.. Enumerable.Range(0, inputs.Count)];
        if (!byName && places.Contains(-1) && header.Count == inputs.Count)
        {
            if (header.All(name => name.Length > 0 && TableNumbers.Read(name, out _, reader.Separator) is null))
                reader.BeginWithHeader();
            return [.. Enumerable.Range(0, inputs.Count)];
        }

        foreach (var name in inputs.Where(name => !header.Contains(name)))
            mistakes.Add(
                reader.HeaderLine,
                $"column {name}, an input of the model, is missing{Nearest.Suggestion(name, header)} (columns: "
                + $"{string.Join(", ", header)})");
        foreach (var name in inputs.Where(name => header.Count(column => column == name) > 1))
            mistakes.Add(reader.HeaderLine, $"several columns are named {name}; keep one");
        return places;
    }

    private static void AddPoint(TableReader reader, IReadOnlyList<string> inputs, int[] places, List<double> points, TableErrors mistakes)
    {
        if (reader.Count != reader.Header.Count)
        {
            mistakes.Add(reader.Line, $"{reader.Count} fields, but the header has {reader.Header.Count}");
            return;
        }

        foreach (var (name, place) in inputs.Zip(places))
        {
            if (reader.ReadNumber(place, out var number) is { } mistake)
                mistakes.AddCell(reader.Line, name, reader[place], mistake);
            else if (double.IsNaN(number))
                mistakes.AddCell(reader.Line, name, "", "empty; a prediction needs every input");
            points.Add(number);
        }
    }
}
