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
}
