namespace Sobolev.Surrogates;

/// <summary>
/// Squared errors of held-out predictions, column by column (the values, the partials, the second partials), over the entries that are
/// known; in the user's units.
/// </summary>
internal sealed class ColumnErrors
{
    /// <summary>Values of an output decide alone where they are at least this part of the partials.</summary>
    private const double EnoughValues = 0.25;

    private readonly Samples _table;
    private readonly double[][] _given, _predicted;
    private readonly double[]?[] _weights;
    private readonly int[] _widths;

    public ColumnErrors(Samples table, HeldOut predictions)
    {
        _table = table;
        _given = [table.Values, table.Jacobians, table.Hessians];
        _weights = [table.ValueWeights, table.JacobianWeights, table.HessianWeights];
        _predicted = [predictions.Values, predictions.Jacobians, predictions.Hessians];
        _widths = Widths(table);
        Columns = [.. from kind in Enumerable.Range(0, 3) from place in Enumerable.Range(0, _widths[kind]) select Of(kind, place)];
    }

    /// <summary>The values, then the partials (outputs, inputs), then the second partials (outputs, inputs, inputs).</summary>
    public IReadOnlyList<ColumnError> Columns { get; }

    /// <summary>Mean squared error of each value, summed over the outputs; NaN where no value is known.</summary>
    public double Value => Sum(0);

    /// <summary>Mean squared error of each partial, summed over outputs and inputs; NaN where no partial is known.</summary>
    public double Gradient => Sum(1);

    /// <summary>
    /// The columns that models are chosen by: the values; where few values are held out beside the partials, all columns.
    /// </summary>
    public IEnumerable<int> Decisive
    {
        get
        {
            var values = Enumerable.Range(0, _widths[0]).Max(column => Columns[column].Known);
            var derivatives = Columns.Skip(_widths[0]).Select(column => column.Known).DefaultIfEmpty(0).Max();
            var count = values > 0 && values >= EnoughValues * derivatives ? _widths[0] : Columns.Count;
            return Enumerable.Range(0, count).Where(column => Columns[column].Known > 0);
        }
    }

    /// <summary>
    /// The number that models are chosen by: the mean over the decisive columns of mean squared errors relative to the variance of the
    /// values, or the mean square of the partials. Infinite where nothing is held out.
    /// </summary>
    public double Score()
    {
        var relative = Decisive.Select(column => Columns[column].Mean / Columns[column].Scale)
            .DefaultIfEmpty(double.PositiveInfinity).Average();
        return double.IsNaN(relative) ? double.PositiveInfinity : relative;
    }

    /// <summary>For each row with something decisive its share of the score: their mean is near it. Not-a-number for the other
    /// rows.</summary>
    public double[] RowScores()
    {
        int[] decisive = [.. Decisive];
        var ofRow = _table.RowWeights is { } rows ? rows.Length / rows.Sum() : 1;
        var scores = new double[_table.Count];
        for (var row = 0; row < scores.Length; row++)
        {
            double sum = 0;
            var known = 0;
            foreach (var column in decisive)
            {
                var (kind, place) = Locate(column);
                var k = row * _widths[kind] + place;
                var error = _predicted[kind][k] - _given[kind][k];
                if (double.IsNaN(error))
                    continue;
                sum += (_weights[kind]?[k] ?? 1) * error * error / Columns[column].Scale;
                known++;
            }

            scores[row] = known > 0 ? ofRow * sum / known : double.NaN;
        }

        return scores;
    }

    public static int[] Widths(Samples table)
    {
        var partials = table.Outputs * table.Inputs;
        return [table.Outputs, partials, table.Hessians.Length > 0 ? partials * table.Inputs : 0];
    }

    private (int Kind, int Place) Locate(int column) =>
        column < _widths[0] ? (0, column)
        : column < _widths[0] + _widths[1] ? (1, column - _widths[0])
        : (2, column - _widths[0] - _widths[1]);

    private ColumnError Of(int kind, int place)
    {
        var (given, predicted, weights, width) = (_given[kind], _predicted[kind], _weights[kind], _widths[kind]);
        long known = 0;
        double total = 0, sum = 0, squares = 0, errors = 0, fourth = 0;
        for (var k = place; k < given.Length; k += width)
        {
            var error = predicted[k] - given[k];
            if (double.IsNaN(error))
                continue;
            var weight = weights?[k] ?? 1;
            known++;
            total += weight;
            sum += weight * given[k];
            squares += weight * given[k] * given[k];
            errors += weight * error * error;
            fourth += weight * error * error * error * error;
        }

        if (known == 0)
            return new ColumnError(0, double.NaN, double.NaN, double.NaN, double.NaN, 1);
        var (mean, meanSquare) = (sum / total, squares / total);
        double deviations = 0;
        for (var k = place; k < given.Length; k += width)
        {
            if (!double.IsNaN(predicted[k] - given[k]))
                deviations += (weights?[k] ?? 1) * (given[k] - mean) * (given[k] - mean);
        }

        var variance = deviations / total;
        var error2 = errors / total;
        // weights count rows: their sum is the number of observations
        var standard = known < 2 || total <= 1 ? double.NaN : Math.Sqrt(Math.Max(fourth / total - error2 * error2, 0) / (total - 1));
        var scale = kind == 0 ? ScaleOfValues(place) : meanSquare;
        return new ColumnError(known, error2, standard, variance, meanSquare, scale > 0 ? scale : 1);
    }

    /// <summary>The variance of all known values, held out or not, for few that are held out may be equal.</summary>
    private double ScaleOfValues(int output)
    {
        var deviation = Moments.OfColumns(_table.Values, _table.Outputs, _table.ValueWeights)[output].Deviation;
        return deviation * deviation;
    }

    private double Sum(int kind)
    {
        var start = _widths.Take(kind).Sum();
        double[] known =
            [.. Enumerable.Range(start, _widths[kind]).Where(column => Columns[column].Known > 0).Select(column => Columns[column].Mean)];
        return known.Length == 0 ? double.NaN : known.Sum();
    }
}

/// <summary>The held-out errors of one column.</summary>
/// <param name="Known">Entries that are known and predicted.</param>
/// <param name="Mean">Mean squared error.</param>
/// <param name="MeanError">The standard error of <paramref name="Mean"/>; NaN for fewer than two entries.</param>
/// <param name="Variance">Variance of the given numbers.</param>
/// <param name="MeanSquare">Mean square of the given numbers.</param>
/// <param name="Scale">The divisor of the mean squared error in the score.</param>
internal sealed record ColumnError(long Known, double Mean, double MeanError, double Variance, double MeanSquare, double Scale)
{
    /// <summary>Root mean squared error.</summary>
    public double Root => Math.Sqrt(Mean);

    /// <summary>Standard error of <see cref="Root"/>, to first order.</summary>
    public double RootError => Mean > 0 ? MeanError / (2 * Root) : 0;

    /// <summary>1 - mean squared error / variance; NaN for a column that is constant up to rounding.</summary>
    public double R2 => Variance > 1e-20 * MeanSquare ? 1 - Mean / Variance : double.NaN;

    /// <summary>Root mean squared error in parts of the deviation of values, or of the root mean square of partials.</summary>
    public double Relative => Math.Sqrt(Mean / Scale);
}
