using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>Place of a file's column in a row of the table.</summary>
internal enum ColumnRole
{
    Ignored,
    Input,
    Value,
    Partial,
    SecondPartial,
    Weight,
    Deviation,
}

/// <param name="Name">As the header has it.</param>
/// <param name="Place">
/// Within the point, the values, the Jacobian (outputs, inputs), the Hessian (outputs, inputs, inputs), the weights: of the row, of the
/// values, of the Jacobian, or the deviations: of the values, of the Jacobian.
/// </param>
internal sealed record TableColumn(string Name, ColumnRole Role, int Place);

/// <summary>Roles of the columns of a header.</summary>
internal sealed record TableColumns(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<TableColumn> Columns)
{
    private const string Weights = "--weights", Deviations = "--deviations";

    public bool HasSecondPartials => Columns.Any(column => column.Role == ColumnRole.SecondPartial);

    public bool HasWeights => Columns.Any(column => column.Role == ColumnRole.Weight);

    /// <summary>The weights of a row: its own, and those of its values and partials.</summary>
    public int WeightsPerRow => HasWeights ? 1 + Outputs.Count * (1 + Inputs.Count) : 0;

    public bool HasDeviations => Columns.Any(column => column.Role == ColumnRole.Deviation);

    /// <summary>The standard deviations of a row's values and partials.</summary>
    public int DeviationsPerRow => HasDeviations ? Outputs.Count * (1 + Inputs.Count) : 0;

    /// <summary>Number of entries of a row, including missing ones.</summary>
    public long EntriesPerRow =>
        Inputs.Count + Outputs.Count * (1L + Inputs.Count * (HasSecondPartials ? 1L + Inputs.Count : 1)) + WeightsPerRow
        + DeviationsPerRow;

    /// <param name="line">Line of the header.</param>
    public static TableColumns Of(IReadOnlyList<string> header, TableOptions keys, TableErrors mistakes, long line)
    {
        foreach (var place in Enumerable.Range(0, header.Count).Where(place => header[place].Length == 0))
            mistakes.Add(line, $"column {place + 1} has no name; name it or remove it");
        foreach (var (name, count) in header.Where(name => name.Length > 0).CountBy(name => name).Where(pair => pair.Value > 1))
            mistakes.Add(line, $"column {name} occurs {count} times; rename or remove all but one");

        var weights = EntryColumns.Of(header, Weights, keys.Weights, mistakes);
        var deviations = EntryColumns.Of(header, Deviations, keys.Deviations, mistakes);
        foreach (var name in weights.Keys.Intersect(deviations.Keys))
            mistakes.AddNamed(Deviations, $"{name}: a column of weights already");
        string[] own = [.. header.Where(name => !weights.ContainsKey(name) && !deviations.ContainsKey(name))];
        var (inputs, outputs) = ColumnChoice.Of(own, keys, mistakes, line);
        var columns = new List<TableColumn>();
        var (inputSet, outputSet, all) = (inputs.ToHashSet(), outputs.ToHashSet(), header.ToHashSet());
        foreach (var name in header)
        {
            if (weights.TryGetValue(name, out var weighed))
                columns.Add(OfEntry(name, weighed, Weights, ColumnRole.Weight, firstEntry: 1));
            else if (deviations.TryGetValue(name, out var target))
                columns.Add(OfEntry(name, target, Deviations, ColumnRole.Deviation, firstEntry: 0));
            else if (inputSet.Contains(name))
                columns.Add(new TableColumn(name, ColumnRole.Input, Place(inputs, name)));
            else if (outputSet.Contains(name))
                columns.Add(new TableColumn(name, ColumnRole.Value, Place(outputs, name)));
            else
                columns.Add(Derivative(name) ?? new TableColumn(name, ColumnRole.Ignored, 0));
        }

        var derivatives = columns.Where(column => column.Role is ColumnRole.Partial or ColumnRole.SecondPartial);
        foreach (var same in derivatives.GroupBy(column => (column.Role, column.Place))
            .Where(same => same.Select(column => column.Name).Distinct().Skip(1).Any()))
            mistakes.Add(line, $"columns {string.Join(" and ", same.Select(column => column.Name))} are the same derivative; keep one");
        return new TableColumns(inputs, outputs, columns);

        TableColumn OfEntry(string name, string target, string option, ColumnRole role, int firstEntry)
        {
            // a weight may be of the whole row
            if (target.Length == 0 && firstEntry > 0)
                return new TableColumn(name, role, 0);
            if (outputSet.Contains(target))
                return new TableColumn(name, role, firstEntry + Place(outputs, target));
            if (header.Contains(target) && Derivative(target) is { Role: ColumnRole.Partial } partial)
                return new TableColumn(name, role, firstEntry + outputs.Count + partial.Place);
            mistakes.AddNamed(
                option,
                target.Length == 0
                    ? $"{name}: say of what, e.g. {outputs.FirstOrDefault("y")}:{name}"
                    : $"{target}: neither an output nor a first partial of the table; the outputs are {string.Join(", ", outputs)}");
            return new TableColumn(name, ColumnRole.Ignored, 0);
        }

        TableColumn? Derivative(string name)
        {
            var readings = PartialName.ReadingsOf(name).ToArray();
            var known = readings.Where(reading => outputSet.Contains(reading.Output))
                .SelectMany(reading => reading.InputsAmong(inputSet).Select(by => (reading.Output, by.First, by.Second))).Distinct()
                .ToArray();
            if (known.Length == 0)
                return Refused(readings, name);
            if (known.Length > 1)
                mistakes.Add(
                    line,
                    $"column {name} can be read as the derivative of "
                    + $"{string.Join(" or of ", known.Select(way => $"{way.Output} by {way.First} {way.Second}".TrimEnd()))}; rename its "
                    + "input or output");
            var (output, first, second) = known[0];
            var partial = Place(outputs, output) * inputs.Count + Place(inputs, first);
            return second.Length == 0 ? new TableColumn(name, ColumnRole.Partial, partial) : new TableColumn(name, ColumnRole.SecondPartial,
                partial * inputs.Count + Place(inputs, second));
        }

        TableColumn? Refused(PartialName[] readings, string name)
        {
            // by an input or of an output that the file has but the user left out: ignored like the column it belongs to
            var ofOutput = readings.Where(reading => outputSet.Contains(reading.Output)).ToArray();
            if (ofOutput.Length > 0 && !ofOutput.Any(reading => reading.InputsAmong(all).Any()))
                mistakes.Add(
                    line,
                    $"column {name}: a derivative by {ofOutput[0].By}, which is not an input{Nearest.Suggestion(ofOutput[0].By, inputs)}; "
                    + $"the inputs are {string.Join(", ", inputs)}");
            else if (ofOutput.Length == 0 && readings.FirstOrDefault(reading => reading.Slash && reading.InputsAmong(inputSet).Any())
                is { } reading && !header.Contains(reading.Output))
                mistakes.Add(
                    line,
                    $"column {name}: a derivative of {reading.Output}, which is not an "
                    + $"output{Nearest.Suggestion(reading.Output, outputs)}; name an output that has derivatives but no values with "
                    + $"--outputs {string.Join(',', outputs.Append(reading.Output))}");
            return null;
        }
    }

    private static int Place(IReadOnlyList<string> names, string name)
    {
        for (var place = 0; place < names.Count; place++)
        {
            if (names[place] == name)
                return place;
        }

        return -1;
    }
}
