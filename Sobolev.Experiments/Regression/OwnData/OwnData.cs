using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sobolev.Data;

namespace Sobolev.Regression;

/// <summary>The table of a run and its name.</summary>
/// <param name="Name">The file's, without its folder and extension.</param>
/// <param name="Fingerprint">The same for the same numbers and columns.</param>
internal sealed record OwnData(string Name, DerivativeTable Table, string Fingerprint)
{
    public bool HasPartials => Table.Jacobians.Any(partial => !double.IsNaN(partial));

    public bool EveryOutputHasValues => !OutputsWithoutValues().Any();

    public IEnumerable<string> OutputsWithoutValues() =>
        Moments.OfColumns(Table.Values, Table.Outputs.Count).Zip(Table.Outputs).Where(column => column.First.Known == 0).Select(column => column.Second);

    public static OwnData Read(DataOptions keys)
    {
        var table = DerivativeTables.Read(keys.File!, new TableOptions(keys.Inputs, keys.Outputs));
        return Of(Path.GetFileNameWithoutExtension(keys.File!), table);
    }

    public static OwnData Of(string name, DerivativeTable table) => new(name, table, FingerprintOf(table));

    /// <summary>The names of values and partials, in the order of <see cref="MaskedErrors"/>' columns.</summary>
    public static IReadOnlyList<string> ColumnsOf(DerivativeTable table) =>
        [.. table.Outputs, .. from output in table.Outputs from input in table.Inputs select $"d{output}/d{input}"];

    private static string FingerprintOf(DerivativeTable table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [.. table.Inputs, "", .. table.Outputs])));
        foreach (var entries in new[] { table.Points, table.Values, table.Jacobians, table.Hessians ?? [] })
            hash.AppendData(MemoryMarshal.AsBytes<double>(entries));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
