namespace Sobolev.Surrogates;

/// <summary>Mean and deviation of the known entries of one column; NaN is missing.</summary>
internal readonly record struct Moments(long Known, double Mean, double Deviation, double MeanSquare)
{
    /// <param name="entries">(count, columns)</param>
    public static Moments[] OfColumns(double[] entries, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => Of(entries, column, columns))];

    private static Moments Of(double[] entries, int column, int columns)
    {
        long known = 0;
        double sum = 0, squares = 0;
        for (var k = column; k < entries.Length; k += columns)
        {
            if (double.IsNaN(entries[k]))
                continue;
            known++;
            sum += entries[k];
            squares += entries[k] * entries[k];
        }

        if (known == 0)
            return new Moments(0, double.NaN, double.NaN, double.NaN);
        var mean = sum / known;
        double deviations = 0;
        for (var k = column; k < entries.Length; k += columns)
        {
            if (!double.IsNaN(entries[k]))
                deviations += (entries[k] - mean) * (entries[k] - mean);
        }

        return new Moments(known, mean, Math.Sqrt(deviations / known), squares / known);
    }
}
