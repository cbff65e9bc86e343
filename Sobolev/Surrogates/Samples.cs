namespace Sobolev.Surrogates;

/// <summary>Points with the values and derivatives of a function there.</summary>
/// <param name="Points">(count, inputs), row by row</param>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
/// <param name="Hessians">(count, outputs, inputs, inputs), or empty where they are not known</param>
internal sealed record Samples(int Count, int Inputs, int Outputs, double[] Points, double[] Values, double[] Jacobians, double[] Hessians)
{
    /// <summary>Weight of each entry of <see cref="Values"/>, 0 if it is missing (NaN); null: all are known, with weight 1.</summary>
    public double[]? ValueWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Jacobians"/>; null only together with <see cref="ValueWeights"/>.</summary>
    public double[]? JacobianWeights { get; init; }

    /// <summary>Weight of each entry of <see cref="Hessians"/>; null only together with <see cref="ValueWeights"/>.</summary>
    public double[]? HessianWeights { get; init; }

    /// <summary>Some rows, in the order given.</summary>
    public Samples Take(ReadOnlySpan<int> rows) => new(
        rows.Length,
        Inputs,
        Outputs,
        Take(Points, rows, Inputs),
        Take(Values, rows, Outputs),
        Take(Jacobians, rows, Outputs * Inputs),
        Hessians.Length == 0 ? [] : Take(Hessians, rows, Outputs * Inputs * Inputs));

    private static double[] Take(double[] entries, ReadOnlySpan<int> rows, int each)
    {
        var taken = new double[rows.Length * each];
        for (var k = 0; k < rows.Length; k++)
            entries.AsSpan(rows[k] * each, each).CopyTo(taken.AsSpan(k * each));
        return taken;
    }
}
