using Sobolev.Files;

namespace Sobolev.Surrogates;

/// <summary>
/// Conversion between the user's units and the network's: x' = (x - mean) / scale for inputs and outputs alike. By the chain rule
/// dy'/dx' = dy/dx * scale(x) / scale(y), and once more for second derivatives.
/// </summary>
internal sealed record Scaling(double[] InputMean, double[] InputScale, double[] OutputMean, double[] OutputScale)
{
    public static Scaling None(int inputs, int outputs) =>
        new(new double[inputs], Ones(inputs), new double[outputs], Ones(outputs));

    /// <summary>Mean 0 and standard deviation 1 over the training points, for inputs, outputs or both.</summary>
    public static Scaling Of(Samples training, bool inputs, bool outputs)
    {
        var scaling = None(training.Inputs, training.Outputs);
        if (inputs)
            Fit(training.Points, scaling.InputMean, scaling.InputScale);
        if (outputs)
            Fit(training.Values, scaling.OutputMean, scaling.OutputScale);
        return scaling;
    }

    /// <summary>The samples as the network sees them.</summary>
    public Samples Scale(Samples samples) => samples with
    {
        Points = Map(samples.Points, InputMean.Length, (x, i) => (x - InputMean[i]) / InputScale[i]),
        Values = Map(samples.Values, OutputMean.Length, (y, o) => (y - OutputMean[o]) / OutputScale[o]),
        Jacobians = Map(samples.Jacobians, samples.Outputs * samples.Inputs,
            (d, k) => d * InputScale[k % samples.Inputs] / OutputScale[k / samples.Inputs]),
        Hessians = Map(samples.Hessians, samples.Outputs * samples.Inputs * samples.Inputs, (d, k) =>
            d * InputScale[k % samples.Inputs] * InputScale[k / samples.Inputs % samples.Inputs]
                / OutputScale[k / samples.Inputs / samples.Inputs]),
        ValueDeviations = samples.ValueDeviations is null
            ? null
            : Map(samples.ValueDeviations, OutputMean.Length, (s, o) => s / OutputScale[o]),
        JacobianDeviations = samples.JacobianDeviations is null
            ? null
            : Map(samples.JacobianDeviations, samples.Outputs * samples.Inputs,
                (s, k) => s * InputScale[k % samples.Inputs] / OutputScale[k / samples.Inputs]),
    };

    public double[] ScalePoints(ReadOnlySpan<double> points) => Map(points, InputMean.Length, (x, i) => (x - InputMean[i]) / InputScale[i]);

    /// <summary>The network's values and Jacobians (count, outputs, inputs) back in the user's units, in place.</summary>
    public void Unscale(Span<double> values, Span<double> jacobians)
    {
        var (inputs, outputs) = (InputMean.Length, OutputMean.Length);
        for (var k = 0; k < values.Length; k++)
            values[k] = values[k] * OutputScale[k % outputs] + OutputMean[k % outputs];
        for (var k = 0; k < jacobians.Length; k++)
            jacobians[k] *= OutputScale[k / inputs % outputs] / InputScale[k % inputs];
    }

    /// <summary>The network's second derivatives (count, outputs, inputs, inputs) back in the user's units, in place.</summary>
    public void UnscaleHessians(Span<double> hessians)
    {
        var (inputs, outputs) = (InputMean.Length, OutputMean.Length);
        for (var k = 0; k < hessians.Length; k++)
            hessians[k] *= OutputScale[k / inputs / inputs % outputs] / (InputScale[k % inputs] * InputScale[k / inputs % inputs]);
    }

    public IEnumerable<StoredTensor> Tensors() =>
    [
        StoredTensor.Of<double>("scaling.input_mean", InputMean), StoredTensor.Of<double>("scaling.input_scale", InputScale),
        StoredTensor.Of<double>("scaling.output_mean", OutputMean), StoredTensor.Of<double>("scaling.output_scale", OutputScale),
    ];

    public static Scaling Of(TensorFile file) => new(
        file["scaling.input_mean"].Doubles(), file["scaling.input_scale"].Doubles(),
        file["scaling.output_mean"].Doubles(), file["scaling.output_scale"].Doubles());

    /// <summary>Whether it is a scaling of so many inputs and outputs.</summary>
    public bool Fits(int inputs, int outputs) =>
        (InputMean.Length, InputScale.Length, OutputMean.Length, OutputScale.Length) == (inputs, inputs, outputs, outputs)
        && InputMean.Concat(OutputMean).All(double.IsFinite)
        && InputScale.Concat(OutputScale).All(scale => scale > 0 && double.IsFinite(scale));

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static double[] Map(ReadOnlySpan<double> values, int period, Func<double, int, double> map)
    {
        var mapped = new double[values.Length];
        for (var k = 0; k < values.Length; k++)
            mapped[k] = map(values[k], k % period);
        return mapped;
    }

    private static void Fit(double[] values, double[] mean, double[] scale)
    {
        var columns = mean.Length;
        for (var column = 0; column < columns; column++)
        {
            var entries = values.Where((_, k) => k % columns == column).ToArray();
            mean[column] = entries.Average();
            var deviation = Math.Sqrt(entries.Average(x => (x - mean[column]) * (x - mean[column])));
            // a constant column stays as it is, shifted to zero
            scale[column] = deviation > 0 ? deviation : 1;
        }
    }
}
