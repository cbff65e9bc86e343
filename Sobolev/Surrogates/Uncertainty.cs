namespace Sobolev.Surrogates;

/// <summary>
/// Standard deviations of what a new row would have for a model's predictions: of a process those that it computes with the noise that it
/// found, of networks the spread of those of the folds; in both cases times the factor by which held-out errors were larger or smaller.
/// </summary>
/// <param name="Factors">A factor for each value, then for each partial (outputs, inputs).</param>
/// <param name="Floors">For each of these a deviation that is added in quadrature: the noise of a process, a part of the held-out error of
/// networks.</param>
/// <param name="Folds">The networks of the folds; empty for a process.</param>
internal sealed record Uncertainty(double[] Factors, double[] Floors, IReadOnlyList<NetworkModel> Folds)
{
    /// <summary>In parts of the held-out error: networks that agree are not certain.</summary>
    private const double FloorOfError = 0.3;

    /// <summary>A process of exact numbers takes rounding for noise: its deviations can be far too large.</summary>
    private const double MostFactor = 1e6;

    /// <summary>Held-out rows that the deviations themselves, with factor 1, count as.</summary>
    private const double RowsOfPrior = 3;

    // the parts of a normal distribution within so many deviations
    private static readonly (double Part, double Deviations)[] _intervals = [(0.6827, 1), (0.95, 1.96)];

    /// <summary>The part of held-out rows within 1.96 deviations, for each value and partial; NaN where none is known.</summary>
    public double[] Coverage { get; init; } = [];

    /// <summary>Deviations of the values (count, outputs) and partials (count, outputs, inputs), in the user's units.</summary>
    public (double[] Values, double[] Jacobians) At(ISurrogateModel model, double[] points)
    {
        var (values, jacobians) = Raw(model, points);
        var (outputs, partials) = (model.Outputs, model.Outputs * model.Inputs);
        for (var k = 0; k < values.Length; k++)
            values[k] = Deviation(values[k], k % outputs);
        for (var k = 0; k < jacobians.Length; k++)
            jacobians[k] = Deviation(jacobians[k], outputs + k % partials);
        return (values, jacobians);
    }

    /// <summary>Chooses the factors so that the held-out errors are of the size of the deviations.</summary>
    /// <param name="table">The table, in the user's units.</param>
    /// <param name="kept">The candidate that is kept.</param>
    /// <param name="model">Its model.</param>
    public static Uncertainty? Of(Samples table, Candidate kept, ISurrogateModel model)
    {
        var widths = ColumnErrors.Widths(table);
        var columns = widths[0] + widths[1];
        if (!kept.Errors.Columns.Any(column => column.Known > 1))
            return null;
        double[] floors = kept is KrigingCandidate { } found
            ? [.. found.Noise().Select(noise => double.IsNaN(noise) ? 0 : noise)]
            : [.. kept.Errors.Columns.Take(columns).Select(column => double.IsNaN(column.Root) ? 0 : FloorOfError * column.Root)];
        NetworkModel[] folds = kept is NetworkCandidate networks && model is NetworkModel whole
            ? [.. networks.Folds().Select(fold => fold.Under(whole.Scaling))]
            : [];
        var plain = new Uncertainty([.. Enumerable.Repeat(1.0, columns)], floors, folds);
        var (values, jacobians) = kept is KrigingCandidate process ? process.HeldOutDeviations : plain.At(model, table.Points);
        var (factors, coverage) = (new double[columns], new double[columns]);
        for (var column = 0; column < columns; column++)
        {
            var (given, predicted, deviations, width, place) = column < widths[0]
                ? (table.Values, kept.HeldOut.Values, values, widths[0], column)
                : (table.Jacobians, kept.HeldOut.Jacobians, jacobians, widths[1], column - widths[0]);
            double[] ratios = [.. Ratios(given, predicted, deviations, width, place)];
            factors[column] = FactorOf(ratios);
            coverage[column] = ratios.Length == 0
                ? double.NaN
                : ratios.Average(ratio => Math.Abs(ratio) <= 1.96 * factors[column] ? 1.0 : 0);
        }

        return plain with { Factors = factors, Coverage = coverage };
    }

    /// <summary>
    /// The factor under which a normal distribution's parts of the held-out rows lie within one and within 1.96 deviations, the geometric
    /// mean of both: single rows with large errors do not widen every interval. The quantiles are those of conformal intervals (Vovk,
    /// Gammerman and Shafer, Algorithmic Learning in a Random World, 2005); few rows change little.
    /// </summary>
    internal static double FactorOf(IReadOnlyCollection<double> ratios)
    {
        if (ratios.Count == 0)
            return 1;
        double[] sizes = [.. ratios.Select(Math.Abs).Order()];
        var logarithm = _intervals.Average(interval =>
            Math.Log(Math.Max(Quantile(sizes, interval.Part), 1e-300) / interval.Deviations));
        return Math.Clamp(Math.Exp(sizes.Length / (sizes.Length + RowsOfPrior) * logarithm), 1 / MostFactor, MostFactor);
    }

    private static double Quantile(double[] sorted, double part) =>
        sorted[Math.Min((int)Math.Ceiling(part * (sorted.Length + 1)), sorted.Length) - 1];

    private static IEnumerable<double> Ratios(double[] given, double[] predicted, double[] deviations, int width, int place)
    {
        for (var k = place; k < given.Length; k += width)
        {
            var ratio = (predicted[k] - given[k]) / deviations[k];
            if (double.IsFinite(ratio))
                yield return ratio;
        }
    }

    private double Deviation(double raw, int column) => Factors[column] * Math.Sqrt(raw * raw + Floors[column] * Floors[column]);

    private (double[] Values, double[] Jacobians) Raw(ISurrogateModel model, double[] points)
    {
        if (model is ProcessModel process)
            return process.Deviations(points);
        var count = points.Length / model.Inputs;
        var all = Folds.Select(fold => fold.Predict(points)).ToArray();
        return (
            Spread([.. all.Select(prediction => prediction.Values)], count * model.Outputs),
            Spread([.. all.Select(prediction => prediction.Jacobians)], count * model.Outputs * model.Inputs));
    }

    private static double[] Spread(double[][] predictions, int count)
    {
        var deviations = new double[count];
        if (predictions.Length < 2)
            return deviations;
        for (var k = 0; k < count; k++)
        {
            var mean = predictions.Average(prediction => prediction[k]);
            deviations[k] =
                Math.Sqrt(predictions.Sum(prediction => (prediction[k] - mean) * (prediction[k] - mean)) / (predictions.Length - 1));
        }

        return deviations;
    }
}
