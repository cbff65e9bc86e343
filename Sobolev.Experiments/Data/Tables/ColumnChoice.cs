using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>
/// Which columns are inputs and which outputs: those that the user names, or by convention. Outputs are then the columns that have
/// derivatives, and inputs the rest that is not a derivative; an ambiguous column is an error, because a wrong guess would fit the wrong
/// function.
/// </summary>
internal static class ColumnChoice
{
    public static (IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs) Of(IReadOnlyList<string> header, TableOptions keys,
        TableErrors mistakes, long line)
    {
        CheckNamed("--inputs", keys.Inputs, header, hasDerivatives: _ => false, mistakes);
        CheckNamed("--outputs", keys.Outputs, header,
            output => header.Any(column => PartialName.ReadingsOf(column).Any(reading => reading.Output == output)), mistakes);
        foreach (var both in keys.Inputs.Intersect(keys.Outputs))
            mistakes.AddNamed("--outputs", $"{both}: also named as an input");
        if (keys.Inputs.Count > 0 && keys.Outputs.Count > 0)
            return (keys.Inputs, keys.Outputs);

        var names = header.Where(name => name.Length > 0).ToHashSet();
        var named = keys.Inputs.Concat(keys.Outputs).ToHashSet();
        string[] plain = [.. names.Where(name => named.Contains(name) || !IsDerivative(name, names))];
        var derivatives = names.Except(plain).SelectMany(PartialName.ReadingsOf).ToArray();
        var outputs = keys.Outputs.Count > 0
            ? keys.Outputs
            : [.. plain.Except(keys.Inputs).Where(name => derivatives.Any(reading => reading.Output == name))];
        string[] rest = [.. plain.Except(outputs).Except(keys.Inputs)];
        if (keys.Outputs.Count > 0)
            return Whole(rest, outputs);
        if (keys.Inputs.Count > 0)
        {
            // without derivatives, every column that is not an input is an output
            if (outputs.Count == 0)
                return Whole(keys.Inputs, rest);
            RefuseDoubtful(rest, "it has no derivatives");
            return (keys.Inputs, outputs);
        }

        var divisors = plain.Except(outputs).ToHashSet();
        var by = derivatives.SelectMany(reading => reading.InputsAmong(divisors))
            .SelectMany(pair => new[] { pair.First, pair.Second }).ToHashSet();
        var firstOutput = Array.FindIndex(plain, outputs.Contains);
        RefuseDoubtful(
            rest.Where(name => firstOutput >= 0 && !by.Contains(name) && Array.IndexOf(plain, name) > firstOutput),
            $"it follows the output {(outputs.Count > 0 ? outputs[0] : "")}, and no column is a derivative by it");
        return Whole(rest, outputs);

        void RefuseDoubtful(IEnumerable<string> columns, string reason)
        {
            foreach (var name in columns)
                mistakes.Add(
                    line,
                    $"column {name}: an input or an output? {reason}; name both, --inputs "
                    + $"{string.Join(',', keys.Inputs.Count > 0 ? keys.Inputs : rest.Except(columns))} --outputs "
                    + $"{string.Join(',', outputs)} (columns not named are ignored)");
        }

        (IReadOnlyList<string>, IReadOnlyList<string>) Whole(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
        {
            if (inputs.Count == 0 || outputs.Count == 0)
            {
                mistakes.Add(
                    line,
                    "no "
                    + (outputs.Count == 0 ? "outputs: no column has derivatives such as dy/da; " : "inputs: no column is left for them; ")
                    + $"the columns are {string.Join(", ", header)}; {Remedy(outputs)}");
                mistakes.ThrowIfAny(line);
            }

            return (inputs, outputs);
        }

        string Remedy(IReadOnlyList<string> outputs)
        {
            var subscripts = outputs.Count == 0 ? PartialName.SubscriptsIn(names).ToArray() : [];
            return subscripts.Length == 0
                ? "name them with --inputs a,b --outputs y"
                : $"if {subscripts[0].Column} is the derivative of {subscripts[0].Output} by {subscripts[0].Input}, give --partials "
                + string.Join(',', subscripts.Select(name => $"{name.Output}/{name.Input}:{name.Column}"));
        }
    }

    private static bool IsDerivative(string name, HashSet<string> names) =>
        PartialName.ReadingsOf(name).Any(reading => reading.Slash || names.Contains(reading.Output));

    private static void CheckNamed(string option, IReadOnlyList<string> named, IReadOnlyList<string> header,
        Func<string, bool> hasDerivatives, TableErrors mistakes)
    {
        foreach (var name in named.Where(name => !header.Contains(name) && !hasDerivatives(name)))
            mistakes.AddNamed(
                option,
                $"{name}: the file has no such column{Nearest.Suggestion(name, header)}; it has {string.Join(", ", header)}");
        foreach (var (name, _) in named.CountBy(name => name).Where(pair => pair.Value > 1))
            mistakes.AddNamed(option, $"{name}: named twice");
    }
}
