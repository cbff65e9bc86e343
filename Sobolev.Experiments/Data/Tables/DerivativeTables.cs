using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>Which columns are inputs and outputs; empty: by convention.</summary>
public sealed record TableKeys(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);

/// <summary>Reads tables of points, values and partials.</summary>
public static class DerivativeTables
{
    public static DerivativeTable Read(string path, TableKeys keys)
    {
        var (header, rows) = Csv.Read(path);
        string[] partials = [.. header.Where(name => name.Contains('/'))];
        string[] plain = [.. header.Except(partials)];
        string[] outputs = keys.Outputs.Count > 0 ? [.. keys.Outputs] : [.. plain.Where(name => partials.Any(partial => partial.StartsWith($"d{name}/", StringComparison.Ordinal)))];
        string[] inputs = keys.Inputs.Count > 0 ? [.. keys.Inputs] : [.. plain.Except(outputs)];
        var jacobians = rows.SelectMany(row => outputs.SelectMany(output => inputs.Select(input => Cell(row, $"d{output}/d{input}"))));
        double[]? hessians = header.Any(name => name.StartsWith("d2", StringComparison.Ordinal))
            ? [.. rows.SelectMany(row => outputs.SelectMany(output => inputs.SelectMany(a => inputs.Select(b => Second(row, output, a, b)))))]
            : null;
        return new DerivativeTable(inputs, outputs, rows.Count, [.. rows.SelectMany(row => inputs.Select(name => Cell(row, name)))],
            [.. rows.SelectMany(row => outputs.Select(name => Cell(row, name)))], [.. jacobians], hessians);

        double Second(string[] row, string output, string a, string b)
        {
            var one = Cell(row, $"d2{output}/d{a}d{b}");
            return !double.IsNaN(one) ? one : a == b ? Cell(row, $"d2{output}/d{a}2") : Cell(row, $"d2{output}/d{b}d{a}");
        }

        double Cell(string[] row, string name) =>
            Array.IndexOf(header, name) is >= 0 and var column && row[column].Length > 0 ? double.Parse(row[column], CultureInfo.InvariantCulture) : double.NaN;
    }
}
