namespace Sobolev.Surrogates;

/// <summary>
/// Entries whose noise is known: a process has its variance in the covariance, a network and the held-out errors weigh the entries of a
/// column by the inverse of their variances.
/// </summary>
internal static class KnownDeviations
{
    /// <summary>In parts of a column's deviation: nothing is known more exactly than this to a weighted sum.</summary>
    private const double Exact = 0.01;

    /// <param name="samples">In the user's units.</param>
    /// <param name="values">(count, outputs), 0 where nothing is known.</param>
    /// <param name="jacobians">(count, outputs, inputs), 0 where nothing is known.</param>
    public static Samples Of(Samples samples, double[] values, double[] jacobians)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, samples.Hessians.Length)];
        return samples with
        {
            ValueDeviations = values,
            JacobianDeviations = jacobians,
            ValueWeights = Weights(samples.Values, values, samples.Outputs),
            JacobianWeights = Weights(samples.Jacobians, jacobians, samples.Outputs * samples.Inputs),
            HessianWeights = ones,
        };
    }

    /// <summary>The root mean square of the known deviations of each column's known entries.</summary>
    public static double[] OfColumns(double[] entries, double[] deviations, int columns) =>
    [
        .. Enumerable.Range(0, columns).Select(column =>
            Math.Sqrt(Known(entries, column, columns).Select(k => deviations[k] * deviations[k]).DefaultIfEmpty(0).Average())),
    ];

    /// <summary>The inverse variances, with mean 1 over the known entries of each column.</summary>
    private static double[] Weights(double[] entries, double[] deviations, int columns)
    {
        var weights = new double[entries.Length];
        Array.Fill(weights, 1);
        var moments = Moments.OfColumns(entries, columns);
        for (var column = 0; column < columns; column++)
        {
            int[] known = [.. Known(entries, column, columns)];
            var least = Exact * Math.Sqrt(moments[column].MeanSquare);
            // where no variance is known, none is larger than another
            if (known.All(k => deviations[k] == 0) || !(least > 0))
                continue;
            foreach (var k in known)
                weights[k] = 1 / (deviations[k] * deviations[k] + least * least);
            var mean = known.Average(k => weights[k]);
            foreach (var k in known)
                weights[k] /= mean;
        }

        return weights;
    }

    private static IEnumerable<int> Known(double[] entries, int column, int columns) =>
        Enumerable.Range(0, entries.Length / columns).Select(row => row * columns + column).Where(k => !double.IsNaN(entries[k]));
}
