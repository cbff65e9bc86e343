using Sobolev.Data;

namespace Sobolev.Regression;

/// <summary>Squared errors of predictions, column by column, over the entries that are known; in the user's units.</summary>
internal sealed class MaskedErrors(int outputs, int inputs)
{
    private readonly double[] _squares = new double[outputs + outputs * inputs];
    private readonly long[] _known = new long[outputs + outputs * inputs];

    public int Columns => _squares.Length;

    public bool HasValues => _known.AsSpan(0, outputs).ContainsAnyExcept(0L);

    /// <summary>Mean squared error of each value, summed over the outputs; NaN where no value is known.</summary>
    public double Value => Sum(0, outputs);

    /// <summary>Mean squared error of each partial, summed over outputs and inputs; NaN where no partial is known.</summary>
    public double Gradient => Sum(outputs, Columns);

    /// <summary>The columns that count in the score: values, or partials where no value is known.</summary>
    private (int From, int To) Judged => HasValues ? (0, outputs) : (outputs, Columns);

    public long Known(int column) => _known[column];

    /// <summary>Mean squared error of a column: the outputs, then their partials (outputs, inputs).</summary>
    public double Mean(int column) => _known[column] > 0 ? _squares[column] / _known[column] : double.NaN;

    /// <summary>Adds samples and a model's predictions for them.</summary>
    public void Add(Samples samples, double[] values, double[] jacobians)
    {
        for (var k = 0; k < values.Length; k++)
            Add(k % outputs, samples.Values[k], values[k]);
        for (var k = 0; k < jacobians.Length; k++)
            Add(outputs + k % (outputs * inputs), samples.Jacobians[k], jacobians[k]);
    }

    /// <summary>
    /// What models are chosen by: the mean over outputs of squared errors relative to the variance, or, where no value is held out, that of
    /// partials relative to their mean squares.
    /// </summary>
    /// <param name="scales">For each column the divisor of its squared error.</param>
    public double Score(double[] scales)
    {
        var (from, to) = Judged;
        double sum = 0;
        var columns = 0;
        for (var column = from; column < to; column++)
        {
            if (_known[column] == 0)
                continue;
            sum += Mean(column) / scales[column];
            columns++;
        }

        var score = columns > 0 ? sum / columns : double.PositiveInfinity;
        return double.IsNaN(score) ? double.PositiveInfinity : score;
    }

    /// <summary>
    /// For each row of which something counts in <see cref="Score"/> its squared errors, relative and weighted so that the mean over all
    /// rows is the score (where each has the same entries known, else near it).
    /// </summary>
    public IEnumerable<double> RowScores(Samples samples, double[] values, double[] jacobians, double[] scales)
    {
        var (from, to) = Judged;
        var columns = Enumerable.Range(from, to - from).Count(column => _known[column] > 0);
        var most = _known[from..to].Max();
        var (given, predicted) = HasValues ? (samples.Values, values) : (samples.Jacobians, jacobians);
        for (var start = 0; start < given.Length; start += to - from)
        {
            double sum = 0;
            var counts = false;
            for (var column = from; column < to; column++)
            {
                var k = start + column - from;
                if (double.IsNaN(given[k]))
                    continue;
                sum += (predicted[k] - given[k]) * (predicted[k] - given[k]) / scales[column] * most / _known[column];
                counts = true;
            }

            if (counts)
                yield return sum / columns;
        }
    }

    /// <summary>
    /// For each column the divisor of its squared error: variance of the outputs, mean square of the partials; 1 if that is zero.
    /// </summary>
    public static double[] Scales(Samples samples) =>
    [
        .. Moments.OfColumns(samples.Values, samples.Outputs).Select(column => Positive(column.Deviation * column.Deviation)),
        .. Moments.OfColumns(samples.Jacobians, samples.Outputs * samples.Inputs).Select(column => Positive(column.MeanSquare)),
    ];

    private static double Positive(double scale) => scale > 0 ? scale : 1;

    private void Add(int column, double target, double predicted)
    {
        if (double.IsNaN(target))
            return;
        _squares[column] += (predicted - target) * (predicted - target);
        _known[column]++;
    }

    private double Sum(int from, int to)
    {
        var sum = double.NaN;
        for (var column = from; column < to; column++)
        {
            if (_known[column] > 0)
                sum = double.IsNaN(sum) ? Mean(column) : sum + Mean(column);
        }

        return sum;
    }
}
