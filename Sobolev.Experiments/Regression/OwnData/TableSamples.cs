using Sobolev.Data;

namespace Sobolev.Regression;

/// <summary>Rows of a table as samples.</summary>
internal static class TableSamples
{
    /// <summary>The rows in the order given, in the user's units; every known entry counts 1.</summary>
    public static Samples Of(DerivativeTable table, ReadOnlySpan<int> rows)
    {
        var (inputs, outputs) = (table.Inputs.Count, table.Outputs.Count);
        return new Samples(rows.Length, inputs, outputs,
            Take(table.Points, rows, inputs), Take(table.Values, rows, outputs), Take(table.Jacobians, rows, outputs * inputs),
            table.Hessians is null ? [] : Take(table.Hessians, rows, outputs * inputs * inputs));
    }

    private static double[] Take(double[] entries, ReadOnlySpan<int> rows, int each)
    {
        var taken = new double[rows.Length * each];
        for (var k = 0; k < rows.Length; k++)
            entries.AsSpan(rows[k] * each, each).CopyTo(taken.AsSpan(k * each));
        return taken;
    }
}
