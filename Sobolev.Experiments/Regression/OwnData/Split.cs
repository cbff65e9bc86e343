using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Regression;

/// <summary>Rows to train on and rows held out, by number.</summary>
internal sealed record Split(int[] Training, int[] HeldOut);

/// <summary>How rows are held out: one part of them, or each of several folds once.</summary>
/// <param name="Holdout">The part held out, or 0 for folds.</param>
/// <param name="Folds">The number of folds, or 0 for one part.</param>
internal sealed record SplitRule(double Holdout, int Folds)
{
    private const int MostRowsForFolds = 1000;

    public override string ToString() => Folds > 0 ? $"{Folds} folds" : $"{Holdout:R} held out";

    /// <summary>The split that the keys ask for; auto is k folds for few rows and one held-out part for many.</summary>
    public static SplitRule Of(ValidationOptions keys, int rows) =>
        keys.Folds is { } folds ? new SplitRule(0, folds)
        : keys.Holdout is { } holdout ? new SplitRule(holdout, 0)
        : rows <= MostRowsForFolds ? new SplitRule(0, Math.Min(5, rows)) : new SplitRule(0.2, 0);

    /// <summary>
    /// The splits of one seed, the same for every method. The last leaves the model: with folds it trains on all rows. Rows with values and
    /// rows with derivatives alone are dealt out separately, so
    /// that each part has its share of both.
    /// </summary>
    public IReadOnlyList<Split> Of(DerivativeTable table, RandomStream stream)
    {
        var order = stream.NextOrder(table.Count);
        int[] dealt = [.. order.Where(row => HasValue(table, row)), .. order.Where(row => !HasValue(table, row))];
        var part = new int[table.Count];
        for (var k = 0; k < dealt.Length; k++)
            part[dealt[k]] = Folds > 0 ? k % Folds : IsHeldOut(k) ? 0 : 1;
        var splits = Enumerable.Range(0, Math.Max(Folds, 1)).Select(fold => new Split([.. order.Where(row => part[row] != fold)], [.. order.Where(row => part[row] == fold)]));
        return Folds > 0 ? [.. splits, new Split(order, [])] : [.. splits];
    }

    /// <summary>Spread evenly: of the first n rows dealt, n times the part, rounded, are held out.</summary>
    private bool IsHeldOut(int k) => Math.Round((k + 1) * Holdout) > Math.Round(k * Holdout);

    private static bool HasValue(DerivativeTable table, int row) =>
        Enumerable.Range(row * table.Outputs.Count, table.Outputs.Count).Any(k => !double.IsNaN(table.Values[k]));
}
