namespace Sobolev.Surrogates;

/// <summary>
/// The scaling of own data, from the known entries of the training rows alone, and the weight of each entry in the objective.
/// </summary>
/// <remarks>
/// Scaled, outputs and inputs have deviation 1, so partials are in deviations of the output per deviation of the input; these still differ
/// between inputs and grow with roughness. The weight of a partial is 1 / (inputs * its mean square): the gradient term of an output is
/// then the mean over the inputs of squared relative errors, and a gradient weight of 1 lets the value and its gradient have equal weight
/// for any number of inputs (compare lambda_j in Huge and Savine, Differential Machine Learning, 2020).
/// </remarks>
internal static class TableScaling
{
    /// <summary>
    /// A partial that hardly varies must not rule the gradient: no mean square counts as less than this part of their average.
    /// </summary>
    private const double LeastPart = 0.01;

    public static Scaling Of(Samples training)
    {
        var scaling = Scaling.None(training.Inputs, training.Outputs);
        var ofPoints = training.WeightsOfRows(training.Inputs);
        Fit(Moments.OfColumns(training.Points, training.Inputs, ofPoints), scaling.InputMean, scaling.InputScale);
        Fit(Moments.OfColumns(training.Values, training.Outputs, training.ValueWeights), scaling.OutputMean, scaling.OutputScale);
        FitUnknown(training, scaling);
        return scaling;
    }

    /// <summary>The scaled samples, with the weight of each entry.</summary>
    /// <param name="training">In the user's units.</param>
    /// <param name="scaling">Their scaling.</param>
    /// <param name="trust">For each partial (outputs, inputs) a factor of its weight.</param>
    public static Samples Scale(Samples training, Scaling scaling, double[] trust)
    {
        var scaled = scaling.Scale(training);
        // the loss is a mean over rows: as many as they count for
        var each = scaled.RowWeights is { } rows ? scaled.Count / rows.Sum() : 1;
        return scaled with
        {
            ValueWeights = [.. scaled.Values.Select((value, k) => double.IsNaN(value) ? 0 : each * (scaled.ValueWeights?[k] ?? 1))],
            JacobianWeights = Weights(scaled, each, trust),
        };
    }

    /// <summary>The weight of each partial.</summary>
    private static double[] Weights(Samples scaled, double ofRow, double[] trust)
    {
        var (derivatives, outputs, each) = (scaled.Jacobians, scaled.Outputs, scaled.Inputs);
        var columns = Moments.OfColumns(derivatives, outputs * each, scaled.JacobianWeights);
        var weights = new double[columns.Length];
        for (var output = 0; output < outputs; output++)
        {
            var squares = columns.AsSpan(output * each, each).ToArray()
                .Select(column => column.Known > 0 ? column.MeanSquare : 0).ToArray();
            var least = LeastPart * squares.Average();
            for (var i = 0; i < each; i++)
                weights[output * each + i] = trust[output * each + i] / (each * (least > 0 ? Math.Max(squares[i], least) : 1));
        }

        var all = new double[derivatives.Length];
        for (var k = 0; k < all.Length; k++)
            all[k] = double.IsNaN(derivatives[k]) ? 0 : ofRow * (scaled.JacobianWeights?[k] ?? 1) * weights[k % weights.Length];
        return all;
    }

    private static void Fit(Moments[] columns, double[] mean, double[] scale)
    {
        for (var column = 0; column < columns.Length; column++)
        {
            if (columns[column].Known == 0)
                continue;
            mean[column] = columns[column].Mean;
            // a constant column stays as it is, shifted to zero
            if (Varies(columns[column]))
                scale[column] = columns[column].Deviation;
        }
    }

    /// <summary>Rounding leaves a constant column some deviation.</summary>
    private static bool Varies(Moments column) => column.Known > 0 && column.Deviation > 1e-12 * Math.Abs(column.Mean);

    /// <summary>
    /// An output whose known values are all the same, as a single one is, takes its scale from its partials: the deviation of a linear
    /// function with their mean squares.
    /// </summary>
    private static void FitUnknown(Samples training, Scaling scaling)
    {
        var values = Moments.OfColumns(training.Values, training.Outputs, training.ValueWeights);
        var partials = Moments.OfColumns(training.Jacobians, training.Outputs * training.Inputs, training.JacobianWeights);
        for (var output = 0; output < training.Outputs; output++)
        {
            if (Varies(values[output]))
                continue;
            double variance = 0;
            for (var i = 0; i < training.Inputs; i++)
            {
                if (partials[output * training.Inputs + i] is { Known: > 0 } partial)
                    variance += partial.MeanSquare * scaling.InputScale[i] * scaling.InputScale[i];
            }

            if (variance > 0)
                scaling.OutputScale[output] = Math.Sqrt(variance);
        }
    }
}
