using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>
/// Errors without units, one for the values and one for the gradients: of the values in deviations of each output, of the gradients in
/// their size, each partial times the deviation of its input; root mean squares, averaged over the outputs.
/// </summary>
internal static class RelativeErrors
{
    /// <summary>The held-out errors of the candidate that is kept; not-a-number before there is one.</summary>
    public static double[] Of(SurrogateSearch search) =>
        search.Candidates.Any(candidate => double.IsFinite(candidate.Score))
            ? Of(search.Trusted, search.Kept.Errors)
            : [double.NaN, double.NaN];

    public static double[] Of(Samples table, HeldOut predictions) => Of(table, new ColumnErrors(table, predictions));

    private static double[] Of(Samples table, ColumnErrors errors)
    {
        var spread = Moments.OfColumns(table.Points, table.Inputs);
        var values = Enumerable.Range(0, table.Outputs).Where(output => errors.Columns[output].Known > 0)
            .Select(output => errors.Columns[output].Relative);
        var gradients = new List<double>();
        for (var output = 0; output < table.Outputs; output++)
        {
            double error = 0, size = 0;
            for (var input = 0; input < table.Inputs; input++)
            {
                var column = errors.Columns[table.Outputs + output * table.Inputs + input];
                if (column.Known == 0)
                    continue;
                var unit = spread[input].Deviation * spread[input].Deviation;
                error += column.Mean * unit;
                size += column.MeanSquare * unit;
            }

            if (size > 0)
                gradients.Add(Math.Sqrt(error / size));
        }

        return [values.DefaultIfEmpty(double.NaN).Average(), gradients.DefaultIfEmpty(double.NaN).Average()];
    }
}
