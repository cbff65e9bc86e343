namespace Sobolev.Surrogates;

/// <summary>Mean and deviation of the known entries of one column, by their weights; NaN is missing.</summary>
internal readonly record struct Moments(long Known, double Mean, double Deviation, double MeanSquare)
{
    /// <param name="entries">(count, columns)</param>
    /// <param name="columns">Their number.</param>
    /// <param name="weights">A weight for each entry; null: all alike.</param>
    public static Moments[] OfColumns(double[] entries, int columns, double[]? weights = null) =>
        [.. Enumerable.Range(0, columns).Select(column => Of(entries, column, columns, weights))];

    private static Moments Of(double[] entries, int column, int columns, double[]? weights)
    {
        long known = 0;
        double total = 0, sum = 0, squares = 0;
        for (var k = column; k < entries.Length; k += columns)
        {
            if (double.IsNaN(entries[k]))
                continue;
            var weight = weights is null ? 1 : weights[k];
            known++;
            total += weight;
            sum += weight * entries[k];
            squares += weight * entries[k] * entries[k];
        }

        if (known == 0)
            return new Moments(0, double.NaN, double.NaN, double.NaN);
        var mean = sum / total;
        double deviations = 0;
        for (var k = column; k < entries.Length; k += columns)
        {
            if (!double.IsNaN(entries[k]))
                deviations += (weights is null ? 1 : weights[k]) * (entries[k] - mean) * (entries[k] - mean);
        }

        return new Moments(known, mean, Math.Sqrt(deviations / total), squares / total);
    }
}
