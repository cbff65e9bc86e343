using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>What each column of a table is.</summary>
/// <param name="Inputs">Names, with <paramref name="InputColumns"/> where they stand.</param>
/// <param name="Outputs">Names.</param>
/// <param name="ValueColumns">Where each output's values stand; -1 for one that is known by its partials only.</param>
/// <param name="Partials">Columns with the entry of the Jacobian (output, input), flat.</param>
/// <param name="SecondPartials">Columns with the entries of the Hessian (output, input, input), flat: two for a mixed one.</param>
/// <param name="Unused">Columns that are none of these.</param>
internal sealed record TableHeader(
    IReadOnlyList<string> Inputs, IReadOnlyList<int> InputColumns, IReadOnlyList<string> Outputs, IReadOnlyList<int> ValueColumns,
    IReadOnlyList<(int Column, int Entry)> Partials, IReadOnlyList<(int Column, int[] Entries)> SecondPartials, IReadOnlyList<string> Unused)
{
    /// <summary>Decides by the names given, and by convention where none are: partials name outputs and inputs, the other columns are inputs.</summary>
    /// <exception cref="SobolevException">A name that was given is no column (exit 2), or the header itself makes no sense (exit 3).</exception>
    public static TableHeader Of(string[] header, string path, TableKeys keys)
    {
        var mistakes = new TableMistakes(path);
        CheckNames(header, mistakes);
        mistakes.ThrowIfAny();

        var names = new PartialNames(header);
        string[] plain = [.. header.Where(name => !names.IsPartial(name))];
        CheckGiven(keys, header, plain, names);
        string[] outputs = keys.Outputs.Count > 0 ? [.. keys.Outputs]
            : keys.Inputs.Count > 0 ? [.. plain.Except(keys.Inputs)]
            : [.. plain.Where(names.HasPartials)];
        string[] inputs = keys.Inputs.Count > 0 ? [.. keys.Inputs] : [.. plain.Except(outputs)];
        if (outputs.Length == 0)
            mistakes.Add(1, $"no column is an output: none has partials such as d{plain.LastOrDefault() ?? "y"}/d{plain.FirstOrDefault() ?? "x"}; name them with --outputs (columns: {string.Join(", ", header)})");
        else if (inputs.Length == 0)
            mistakes.Add(1, $"no column is an input; name them with --inputs (columns: {string.Join(", ", header)})");
        mistakes.ThrowIfAny();
        return Assign(header, inputs, outputs, names, isClosed: keys.Inputs.Count > 0 && keys.Outputs.Count > 0, mistakes);
    }

    private static TableHeader Assign(string[] header, string[] inputs, string[] outputs, PartialNames names, bool isClosed, TableMistakes mistakes)
    {
        var first = new List<(int, int)>();
        var second = new List<(int, int[])>();
        var unused = new List<string>();
        for (var column = 0; column < header.Length; column++)
        {
            var name = header[column];
            if (inputs.Contains(name) || outputs.Contains(name))
                continue;
            if (PartialNames.First(name, outputs, inputs) is { } entry)
                first.Add((column, entry));
            else if (PartialNames.Second(name, outputs, inputs) is { } entries)
                second.Add((column, entries));
            else if (isClosed)
                unused.Add(name);
            else if (names.IsPartial(name))
                mistakes.Add(1, $"{name} is a partial of what is no output, or by what is no input (outputs {string.Join(", ", outputs)}; inputs {string.Join(", ", inputs)}); rename it, or name --inputs and --outputs both, and other columns are left out");
            else
                unused.Add(name);
        }

        foreach (var output in outputs.Where((output, o) => !header.Contains(output) && !first.Exists(partial => partial.Item2 / inputs.Length == o)))
            mistakes.Add(1, $"of output {output} there is neither a column nor a partial");
        mistakes.ThrowIfAny();
        return new TableHeader(inputs, [.. inputs.Select(name => Array.IndexOf(header, name))], outputs, [.. outputs.Select(name => Array.IndexOf(header, name))], first, second, unused);
    }

    private static void CheckNames(string[] header, TableMistakes mistakes)
    {
        if (header.Any(name => name.Contains('\0')))
            mistakes.Add(0, "no table of text: it has zero bytes");
        foreach (var (name, column) in header.Select((name, column) => (name, column)).Where(pair => pair.name.Length == 0))
            mistakes.Add(1, $"column {column + 1} has no name");
        foreach (var name in header.GroupBy(name => name).Where(same => same.Key.Length > 0 && same.Count() > 1).Select(same => same.Key))
            mistakes.Add(1, $"there are several columns {name}; rename or remove all but one");
        if (header.All(name => TableText.Number(name, out var number) is null && !double.IsNaN(number)))
            mistakes.Add(1, "the first row has numbers only; the table needs a header row with the names of its columns");
    }

    private static void CheckGiven(TableKeys keys, string[] header, string[] plain, PartialNames names)
    {
        string[] mistakes =
        [
            .. keys.Inputs.Where(name => !header.Contains(name)).Select(name => $"--inputs {name}: no such column{Nearest.Suggestion(name, plain)} (there are {string.Join(", ", header)})"),
            .. keys.Outputs.Where(name => !header.Contains(name) && !names.HasPartials(name)).Select(name => $"--outputs {name}: no such column, and no partials of it{Nearest.Suggestion(name, plain)} (there are {string.Join(", ", header)})"),
            .. keys.Inputs.Intersect(keys.Outputs).Select(name => $"{name}: it cannot be an input and an output"),
        ];
        if (mistakes.Length > 0)
            throw new SobolevException(ExitCode.Usage, string.Join('\n', mistakes));
    }
}
