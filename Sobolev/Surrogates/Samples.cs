namespace Sobolev.Surrogates;

/// <summary>Points with the values and derivatives of a function there.</summary>
/// <param name="Points">(count, inputs), row by row</param>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
/// <param name="Hessians">(count, outputs, inputs, inputs), or empty where they are not known</param>
internal sealed record Samples(int Count, int Inputs, int Outputs, double[] Points, double[] Values, double[] Jacobians, double[] Hessians)
{
    /// <summary>How many rows each row counts for; null: one each.</summary>
    public double[]? RowWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Values"/>, 0 if it is missing (NaN); null: all are known, with weight 1.</summary>
    public double[]? ValueWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Jacobians"/>; null only together with <see cref="ValueWeights"/>.</summary>
    public double[]? JacobianWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Hessians"/>; null only together with <see cref="ValueWeights"/>.</summary>
    public double[]? HessianWeights { get; init; }

    /// <summary>The known standard deviation of the noise of each entry of <see cref="Values"/>, 0 where nothing is known of it; null:
    /// of none.</summary>
    public double[]? ValueDeviations { get; init; }

    /// <summary>The same of <see cref="Jacobians"/>; null only together with <see cref="ValueDeviations"/>.</summary>
    public double[]? JacobianDeviations { get; init; }

    /// <summary>Some rows, in the order given.</summary>
    public Samples Take(ReadOnlySpan<int> rows) => new(
        rows.Length,
        Inputs,
        Outputs,
        Take(Points, rows, Inputs),
        Take(Values, rows, Outputs),
        Take(Jacobians, rows, Outputs * Inputs),
        Take(Hessians, rows, Outputs * Inputs * Inputs))
    {
        RowWeights = RowWeights is null ? null : Take(RowWeights, rows, 1),
        ValueWeights = ValueWeights is null ? null : Take(ValueWeights, rows, Outputs),
        JacobianWeights = JacobianWeights is null ? null : Take(JacobianWeights, rows, Outputs * Inputs),
        HessianWeights = HessianWeights is null ? null : Take(HessianWeights, rows, Outputs * Inputs * Inputs),
        ValueDeviations = ValueDeviations is null ? null : Take(ValueDeviations, rows, Outputs),
        JacobianDeviations = JacobianDeviations is null ? null : Take(JacobianDeviations, rows, Outputs * Inputs),
    };

    /// <summary>These rows, each counted so many times; rows of weight 0 are left out.</summary>
    public Samples Weighted(double[] rows)
    {
        int[] counted = [.. Enumerable.Range(0, Count).Where(row => rows[row] > 0)];
        var kept = Take(counted) with { RowWeights = [.. counted.Select(row => rows[row])] };
        return kept with
        {
            ValueWeights = kept.WeightsOfRows(Outputs),
            JacobianWeights = kept.WeightsOfRows(Outputs * Inputs),
            HessianWeights = kept.WeightsOfRows(kept.Hessians.Length / kept.Count),
        };
    }

    /// <summary>The weight of each entry of an array (count, each): that of its row.</summary>
    public double[]? WeightsOfRows(int each) => RowWeights is null
        ? null
        : [.. Enumerable.Range(0, Count * each).Select(k => RowWeights[k / each])];

    /// <summary>Rows of an array; empty for one that is not known.</summary>
    private static double[] Take(double[] entries, ReadOnlySpan<int> rows, int each)
    {
        if (entries.Length == 0)
            return [];
        var taken = new double[rows.Length * each];
        for (var k = 0; k < rows.Length; k++)
            entries.AsSpan(rows[k] * each, each).CopyTo(taken.AsSpan(k * each));
        return taken;
    }
}
