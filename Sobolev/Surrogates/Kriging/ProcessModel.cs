using Sobolev.Files;

namespace Sobolev.Surrogates;

/// <summary>A Gaussian process for each output, and the scaling around them.</summary>
internal sealed record ProcessModel(Scaling Scaling, IReadOnlyList<KrigingModel> Processes) : ISurrogateModel
{
    private const string Format = "sobolev-process";

    public int Inputs => Scaling.InputMean.Length;

    public int Outputs => Scaling.OutputMean.Length;

    public (double[] Values, double[] Jacobians) Predict(double[] points)
    {
        var (scaled, count) = (Scaling.ScalePoints(points), points.Length / Inputs);
        var (values, jacobians) = (new double[count * Outputs], new double[count * Outputs * Inputs]);
        Observable[] kinds = [.. Observable.All(Inputs, order: 1)];
        var means = new double[kinds.Length];
        for (var k = 0; k < count * Outputs; k++)
        {
            Processes[k % Outputs].Predict(scaled.AsSpan(k / Outputs * Inputs, Inputs), kinds, means);
            values[k] = means[0];
            means.AsSpan(1).CopyTo(jacobians.AsSpan(k * Inputs));
        }

        Scaling.Unscale(values, jacobians);
        return (values, jacobians);
    }

    public double[] Hessian(ReadOnlySpan<double> point)
    {
        var scaled = Scaling.ScalePoints(point);
        Observable[] kinds = [.. Observable.All(Inputs, order: 2).Where(kind => kind.Order == 2)];
        var (hessian, means) = (new double[Outputs * Inputs * Inputs], new double[kinds.Length]);
        for (var output = 0; output < Outputs; output++)
        {
            Processes[output].Predict(scaled, kinds, means);
            foreach (var (kind, mean) in kinds.Zip(means))
                hessian[(output * Inputs + kind.First) * Inputs + kind.Second] =
                    hessian[(output * Inputs + kind.Second) * Inputs + kind.First] = mean;
        }

        Scaling.UnscaleHessians(hessian);
        return hessian;
    }

    /// <summary>Standard deviations of the values (count, outputs) and of the partials (count, outputs, inputs).</summary>
    public (double[] Values, double[] Jacobians) Deviations(double[] points)
    {
        var (scaled, count) = (Scaling.ScalePoints(points), points.Length / Inputs);
        var (values, jacobians) = (new double[count * Outputs], new double[count * Outputs * Inputs]);
        Observable[] kinds = [.. Observable.All(Inputs, order: 1)];
        var variances = new double[kinds.Length];
        for (var k = 0; k < count * Outputs; k++)
        {
            var scale = Scaling.OutputScale[k % Outputs];
            Processes[k % Outputs].Variances(scaled.AsSpan(k / Outputs * Inputs, Inputs), kinds, variances);
            values[k] = scale * Math.Sqrt(variances[0]);
            for (var i = 0; i < Inputs; i++)
                jacobians[k * Inputs + i] = scale / Scaling.InputScale[i] * Math.Sqrt(variances[1 + i]);
        }

        return (values, jacobians);
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors() =>
    (
        [.. Processes.SelectMany(TensorsOf), .. Scaling.Tensors()],
        new Dictionary<string, string>
        {
            ["format"] = Format,
            ["correlations"] = string.Join(' ', Processes.Select(process => process.Correlation)),
        });

    public static bool IsIn(TensorFile file) => file.Metadata.TryGetValue("format", out var format) && format == Format;

    /// <exception cref="SobolevException">The file holds no such model (exit 3).</exception>
    public static ProcessModel Of(TensorFile file)
    {
        var scaling = Scaling.Of(file);
        string[] names = file.Metadata.TryGetValue("correlations", out var joined) ? joined.Split(' ') : [];
        if (names.Length != scaling.OutputMean.Length || !names.All(name => Enum.TryParse<Correlation>(name, out _)))
            throw new SobolevException(ExitCode.DataMissing, "not a process of fit: the file does not name a correlation for each output");
        if (!scaling.Fits(scaling.InputMean.Length, scaling.OutputMean.Length))
            throw new SobolevException(ExitCode.DataMissing, "not a process of fit: a scale is not a positive number");
        return new ProcessModel(scaling,
            [.. names.Select((name, output) => ProcessOf(file, output, Enum.Parse<Correlation>(name), scaling.InputMean.Length))]);
    }

    private static IEnumerable<StoredTensor> TensorsOf(KrigingModel process, int output)
    {
        var (data, solution) = (process.Data, process.Solution);
        string Name(string tensor) => $"process.{output}.{tensor}";
        yield return StoredTensor.Of<double>(Name("points"), data.Points, data.Rows, data.Inputs);
        yield return StoredTensor.Of<long>(Name("first"), Array.ConvertAll(data.First, equation => (long)equation));
        yield return StoredTensor.Of<long>(Name("kinds"),
            [.. data.Kinds.SelectMany(kind => new long[] { kind.First, kind.Second })], data.Equations, 2);
        yield return StoredTensor.Of<double>(Name("targets"), data.Targets);
        if (data.Weights is { } weights)
            yield return StoredTensor.Of<double>(Name("equation_weights"), weights);
        if (data.KnownNoise is { } known)
            yield return StoredTensor.Of<double>(Name("known_noise"), known);
        yield return StoredTensor.Of<double>(Name("lengths"), process.Parameters.Lengths);
        yield return StoredTensor.Of<double>(Name("noise"), process.Parameters.Noise);
        yield return StoredTensor.Of<double>(Name("weights"), solution.Weights);
        yield return StoredTensor.Of<double>(Name("of_ones"), solution.OfOnes);
        yield return StoredTensor.Of<double>(Name("mean_variance_information"), [solution.Mean, solution.Variance, solution.Information]);
    }

    private static KrigingModel ProcessOf(TensorFile file, int output, Correlation correlation, int inputs)
    {
        StoredTensor At(string name) => file[$"process.{output}.{name}"];
        Observable[] kinds = [.. At("kinds").Values<long>().Chunk(2).Select(pair => new Observable((int)pair[0], (int)pair[1]))];
        int[] first = Array.ConvertAll(At("first").Values<long>(), equation => (int)equation);
        double[]? Optional(string name) =>
            file.Tensors.Any(tensor => tensor.Name == $"process.{output}.{name}") ? At(name).Doubles() : null;
        var data = new Observations(inputs, At("points").Doubles(), first, kinds, At("targets").Doubles())
        {
            Weights = Optional("equation_weights"),
            KnownNoise = Optional("known_noise"),
        };
        var numbers = At("mean_variance_information").Doubles();
        var parameters = new KrigingParameters(At("lengths").Doubles(), At("noise").Doubles())
        {
            Variance = data.KnownNoise is null ? double.NaN : numbers[1],
        };
        var solution = new KrigingSolution(numbers[0], numbers[1], At("weights").Doubles(), At("of_ones").Doubles(), numbers[2]);
        int[] lengths =
            [
                data.Targets.Length, solution.Weights.Length, solution.OfOnes.Length, first[^1], data.Weights?.Length ?? data.Equations,
                data.KnownNoise?.Length ?? data.Equations,
            ];
        if (lengths.Any(length => length != data.Equations) || data.Points.Length != data.Rows * inputs
            || parameters.Lengths.Length != inputs)
            throw new SobolevException(ExitCode.DataMissing, "not a process of fit: the lengths of its tensors do not match");
        return new KrigingModel(data, correlation, parameters, solution);
    }
}
