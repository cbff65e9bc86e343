using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sobolev.Data;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>The table of a run and its name.</summary>
/// <param name="Name">The file's, without its folder and extension.</param>
/// <param name="Samples">Its numbers.</param>
/// <param name="Fingerprint">The same for the same numbers and columns.</param>
internal sealed record FitData(string Name, DerivativeTable Table, Samples Samples, string Fingerprint)
{
    public bool HasPartials =>
        Samples.Jacobians.Any(partial => !double.IsNaN(partial)) || Samples.Hessians.Any(partial => !double.IsNaN(partial));

    /// <summary>The rows that share their inputs.</summary>
    public Replicates Replicates { get; } = new(Samples);

    public IEnumerable<string> OutputsWithoutValues() =>
        Moments.OfColumns(Table.Values, Table.Outputs.Count).Zip(Table.Outputs).Where(column => column.First.Known == 0)
            .Select(column => column.Second);

    /// <param name="config">The config.</param>
    /// <param name="input">Standard input, or null where it cannot be read.</param>
    public static FitData Read(FitConfig config, TextReader? input)
    {
        var table = DerivativeTables.Read(
            new TableSource(config.Table!, input),
            new TableOptions(config.Inputs, config.Outputs)
            {
                Partials = config.Partials,
                Weights = config.Weights,
                Deviations = config.Deviations,
            });
        return Of(NameOf(config.Table!), table);
    }

    public static FitData Of(string name, DerivativeTable table)
    {
        var samples = new Samples(table.Count, table.Inputs.Count, table.Outputs.Count, table.Points, table.Values,
            table.Jacobians, table.Hessians ?? []);
        return new FitData(
            name,
            table,
            table.Deviations is { } known ? KnownDeviations.Of(samples, known.Values, known.Jacobians) : Weighted(samples, table.Weights),
            FingerprintOf(table));
    }

    /// <summary>The names of values, partials and second partials, in the order of <see cref="ColumnErrors.Columns"/>.</summary>
    public IReadOnlyList<string> Columns() =>
    [
        .. Table.Outputs,
        .. from output in Table.Outputs from input in Table.Inputs select $"d{output}/d{input}",
        .. Table.Hessians is null
        ? []
        : from output in Table.Outputs from a in Table.Inputs from b in Table.Inputs select $"d2{output}/d{a}d{b}",
    ];

    /// <summary>The number of a row in the file, from 1.</summary>
    public int NumberOf(int row) => Table.RowNumbers?[row] ?? row + 1;

    public static string NameOf(string path) => path == TableSource.StandardInput ? "table" : Path.GetFileNameWithoutExtension(path);

    /// <summary>Second partials have the weights of their rows.</summary>
    private static Samples Weighted(Samples samples, TableWeights? weights) => weights is null
        ? samples
        : samples.Weighted(weights.Rows) with { ValueWeights = weights.Values, JacobianWeights = weights.Jacobians };

    private static string FingerprintOf(DerivativeTable table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [.. table.Inputs, "", .. table.Outputs])));
        var weights = table.Weights ?? new TableWeights([], [], []);
        var deviations = table.Deviations ?? new TableDeviations([], []);
        foreach (var entries in new[]
            {
                table.Points, table.Values, table.Jacobians, table.Hessians ?? [], weights.Rows, weights.Values, weights.Jacobians,
                deviations.Values, deviations.Jacobians,
            })
            hash.AppendData(MemoryMarshal.AsBytes<double>(entries));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
