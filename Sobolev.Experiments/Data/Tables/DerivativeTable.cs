namespace Sobolev.Data;

/// <summary>Points of the user's own with what is known of values and partials there. A missing entry is not-a-number.</summary>
/// <param name="Points">(count, inputs), always known.</param>
/// <param name="Values">(count, outputs)</param>
/// <param name="Jacobians">(count, outputs, inputs)</param>
/// <param name="Hessians">(count, outputs, inputs, inputs), or null where no second partial is known.</param>
public sealed record DerivativeTable(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, int Count, double[] Points, double[] Values, double[] Jacobians, double[]? Hessians)
{
    /// <summary>Columns of the file that are neither inputs, outputs nor partials of them.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];
}
