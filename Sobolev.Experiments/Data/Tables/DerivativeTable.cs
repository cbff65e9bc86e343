namespace Sobolev.Data;

/// <summary>Points with their known values and derivatives; NaN marks a missing number.</summary>
/// <param name="Points">(count, inputs)</param>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
/// <param name="Hessians">(count, outputs, inputs, inputs), or null where the table has no second partials</param>
public sealed record DerivativeTable(
    IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, int Count, double[] Points, double[] Values,
    double[] Jacobians, double[]? Hessians)
{
    /// <summary>Unused columns of the file.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The weights of rows and entries; null where none are given.</summary>
    public TableWeights? Weights { get; init; }

    /// <summary>The standard deviations of the entries' noise; null where none are given.</summary>
    public TableDeviations? Deviations { get; init; }

    /// <summary>The number of each row in the file, from 1; null where all rows are here.</summary>
    public IReadOnlyList<int>? RowNumbers { get; init; }
}

/// <summary>How many each row and each entry count for; an entry's weight has that of its row in it.</summary>
/// <param name="Rows">(count), above 0: rows of weight 0 are not in the table.</param>
/// <param name="Values">(count, outputs); values of weight 0 are missing in the table.</param>
/// <param name="Jacobians">(count, outputs, inputs); the same of partials.</param>
public sealed record TableWeights(double[] Rows, double[] Values, double[] Jacobians);

/// <summary>Standard deviations of the noise of each entry, in its unit; 0 where nothing is known of it.</summary>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
public sealed record TableDeviations(double[] Values, double[] Jacobians);
