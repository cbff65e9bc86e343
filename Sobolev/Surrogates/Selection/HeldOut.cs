namespace Sobolev.Surrogates;

/// <summary>Predictions for rows by models that were not trained on them, in the user's units; not-a-number elsewhere.</summary>
/// <param name="Values">(rows, outputs)</param>
/// <param name="Jacobians">(rows, outputs, inputs)</param>
/// <param name="Hessians">(rows, outputs, inputs, inputs); empty where the table has no second partials</param>
internal sealed record HeldOut(double[] Values, double[] Jacobians, double[] Hessians)
{
    public static HeldOut Unknown(Samples table) =>
        new(Unknown(table.Values.Length), Unknown(table.Jacobians.Length), Unknown(table.Hessians.Length));

    private static double[] Unknown(int count)
    {
        var entries = new double[count];
        Array.Fill(entries, double.NaN);
        return entries;
    }
}
