using Sobolev.Randomness;

namespace Sobolev.Surrogates;

/// <summary>Rows to train on and rows held out, by number.</summary>
internal sealed record Split(int[] Training, int[] HeldOut);

/// <summary>How rows are held out: one part of them, or each of several folds once; rows of one point together.</summary>
/// <param name="Holdout">The part held out, or 0 for folds.</param>
/// <param name="Folds">The number of folds, or 0 for one part.</param>
internal sealed record SplitRule(double Holdout, int Folds)
{
    /// <summary>Up to so many points each is left out once, on its own.</summary>
    private const int FewPoints = 12;

    private const int MostRowsForFolds = 1000;

    public bool HoldsNothingOut => Folds == 0 && Holdout == 0;

    public override string ToString() => HoldsNothingOut ? "no rows held out" : Folds > 0 ? $"{Folds} folds" : $"{Holdout:R} held out";

    /// <summary>The rule that is asked for; by default folds for few rows and one held-out part for many.</summary>
    /// <param name="holdout">The part held out, 0 for no held-out rows, null for the default.</param>
    /// <param name="folds">The number of folds, null for the default.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="points">Rows with different inputs.</param>
    public static SplitRule Of(double? holdout, int? folds, int rows, int points) =>
        folds is { } given ? new SplitRule(0, given)
        : holdout is { } part ? new SplitRule(part, 0)
        : points <= FewPoints ? new SplitRule(0, points)
        : rows <= MostRowsForFolds ? new SplitRule(0, 5) : new SplitRule(0.2, 0);

    /// <summary>
    /// The splits of one seed, the same for every method. The last leaves the model: with folds it trains on all rows. Rows with values and
    /// rows with derivatives alone are dealt out separately, so that each part has its share of both.
    /// </summary>
    public IReadOnlyList<Split> Of(Samples table, RandomStream stream)
    {
        var order = stream.NextOrder(table.Count);
        if (HoldsNothingOut)
            return [new Split(order, [])];
        var replicates = new Replicates(table);
        var hasValue = new bool[table.Count];
        foreach (var row in order)
            hasValue[replicates.FirstOf(row)] |= HasValue(table, row);
        var points = order.Where(row => replicates.FirstOf(row) == row);
        var part = new int[table.Count];
        foreach (var (row, k) in points.OrderByDescending(row => hasValue[row]).Select((row, k) => (row, k)))
            part[row] = Folds > 0 ? k % Folds : IsHeldOut(k) ? 0 : 1;
        for (var row = 0; row < table.Count; row++)
            part[row] = part[replicates.FirstOf(row)];
        var splits = Enumerable.Range(0, Math.Max(Folds, 1))
            .Select(fold => new Split([.. order.Where(row => part[row] != fold)], [.. order.Where(row => part[row] == fold)]));
        return Folds > 0 ? [.. splits, new Split(order, [])] : [.. splits];
    }

    /// <summary>Spread evenly: of the first n rows dealt, n times the part, rounded, are held out.</summary>
    private bool IsHeldOut(int k) => Math.Round((k + 1) * Holdout) > Math.Round(k * Holdout);

    private static bool HasValue(Samples table, int row) =>
        Enumerable.Range(row * table.Outputs, table.Outputs).Any(k => !double.IsNaN(table.Values[k]));
}
