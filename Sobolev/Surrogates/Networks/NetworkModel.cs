using Sobolev.Files;
using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>A trained model as models/*.safetensors keeps it: a multilayer perceptron and the scaling around it.</summary>
/// <param name="Parameters">The flat parameter vector of <see cref="MlpShape"/>.</param>
internal sealed record NetworkModel(MlpShape Shape, Scaling Scaling, double[] Parameters) : ISurrogateModel
{
    private const long WidestLayer = 1 << 20;

    /// <summary>
    /// Values (count, outputs) and Jacobians (count, outputs, inputs) at points (count, inputs), all in the user's units.
    /// </summary>
    public (double[] Values, double[] Jacobians) Predict(double[] points)
    {
        var count = points.Length / Shape.Inputs;
        var (values, jacobians) = (new double[count * Shape.Outputs], new double[count * Shape.Outputs * Shape.Inputs]);
        var kernel = new SobolevKernel<double>(Shape, 64);
        Parameters.CopyTo(kernel.Parameters);
        kernel.Predict(Scaling.ScalePoints(points), values, jacobians);
        Scaling.Unscale(values, jacobians);
        return (values, jacobians);
    }

    /// <summary>Second derivatives (outputs, inputs, inputs) at one point, in the user's units.</summary>
    public double[] Hessian(ReadOnlySpan<double> point)
    {
        var hessian = MlpHessian.At(Shape, Parameters, Scaling.ScalePoints(point));
        var n = Shape.Inputs;
        for (var k = 0; k < hessian.Length; k++)
            hessian[k] *= Scaling.OutputScale[k / n / n] / (Scaling.InputScale[k / n % n] * Scaling.InputScale[k % n]);
        return hessian;
    }

    /// <summary>
    /// The same function of the user's units with another scaling around the network: the difference is folded into the first and the last
    /// layer.
    /// </summary>
    public NetworkModel Under(Scaling scaling)
    {
        var parameters = (double[])Parameters.Clone();
        var (inputs, first) = (Shape.Inputs, Shape.Layers.First().FanOut);
        // x' = (x - mean) / scale, written in the new x'
        for (var unit = 0; unit < first; unit++)
        {
            for (var i = 0; i < inputs; i++)
            {
                var weight = parameters[unit * inputs + i];
                parameters[unit * inputs + i] = weight * scaling.InputScale[i] / Scaling.InputScale[i];
                parameters[first * inputs + unit] += weight * (scaling.InputMean[i] - Scaling.InputMean[i]) / Scaling.InputScale[i];
            }
        }

        var (fanIn, outputs) = Shape.Layers.Last();
        var last = parameters.Length - (fanIn + 1) * outputs;
        for (var o = 0; o < outputs; o++)
        {
            for (var k = 0; k < fanIn; k++)
                parameters[last + o * fanIn + k] *= Scaling.OutputScale[o] / scaling.OutputScale[o];
            ref var bias = ref parameters[last + fanIn * outputs + o];
            bias = (bias * Scaling.OutputScale[o] + Scaling.OutputMean[o] - scaling.OutputMean[o]) / scaling.OutputScale[o];
        }

        return this with { Scaling = scaling, Parameters = parameters };
    }

    public int Inputs => Shape.Inputs;

    public int Outputs => Shape.Outputs;

    /// <summary>Weights as 32-bit numbers, which is what networks are trained in unless a config says otherwise.</summary>
    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors() => Tensors(isDouble: false);

    /// <summary>
    /// Weights under the names of torch's Sequential, layers.0.weight (out, in) ...; the scaling as 64-bit numbers.
    /// </summary>
    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors(bool isDouble, string prefix = "")
    {
        var tensors = new List<StoredTensor>();
        var offset = 0;
        foreach (var ((fanIn, fanOut), layer) in Shape.Layers.Select((layer, index) => (layer, index)))
        {
            tensors.Add(Stored($"{prefix}layers.{layer}.weight", fanOut, fanIn));
            tensors.Add(Stored($"{prefix}layers.{layer}.bias", fanOut));
        }

        return ([.. tensors, .. prefix.Length == 0 ? Scaling.Tensors() : []],
            new Dictionary<string, string> { ["format"] = "sobolev-mlp", ["activation"] = Shape.Activation.ToString() });

        StoredTensor Stored(string name, params long[] lengths)
        {
            var count = (int)lengths.Aggregate((product, length) => product * length);
            var taken = Parameters.AsSpan(offset, count);
            offset += count;
            return isDouble ? StoredTensor.Of<double>(name, taken, lengths) : StoredTensor.Of<float>(name,
                Array.ConvertAll(taken.ToArray(), value => (float)value), lengths);
        }
    }

    /// <exception cref="SobolevException">The file holds no such model (exit 3).</exception>
    public static NetworkModel Of(TensorFile file)
    {
        if (!file.Metadata.TryGetValue("activation", out var name) || !Enum.TryParse<Activation>(name, ignoreCase: true, out var activation)
            || !Enum.IsDefined(activation))
            throw new SobolevException(ExitCode.DataMissing, "not a network of regress or fit: the file does not name an activation");
        var count = file.Tensors.Count(tensor => tensor.Name.StartsWith("layers.", StringComparison.Ordinal)
            && tensor.Name.EndsWith(".weight", StringComparison.Ordinal));
        if (count == 0)
            throw new SobolevException(ExitCode.DataMissing, "not a network of regress or fit: the file has no tensor layers.0.weight");
        StoredTensor[] weights = [.. Enumerable.Range(0, count).Select(layer => file[$"layers.{layer}.weight"])];
        if (weights.Any(weight => weight.Shape is not [> 0 and <= WidestLayer, > 0 and <= WidestLayer])
            || weights.Zip(weights.Skip(1)).Any(pair => pair.First.Shape[0] != pair.Second.Shape[1]))
            throw Unfit("its layer shapes do not match");
        int[] hidden = [.. weights[..^1].Select(weight => (int)weight.Shape[0])];
        var shape = new MlpShape((int)weights[0].Shape[1], hidden, (int)weights[^1].Shape[0], activation);
        double[] parameters = [.. weights.SelectMany((weight, layer) => weight.Doubles().Concat(file[$"layers.{layer}.bias"].Doubles()))];
        if (parameters.Length != shape.ParameterCount)
            throw Unfit("its layer shapes do not match");
        var scaling = Scaling.Of(file);
        return scaling.Fits(shape.Inputs, shape.Outputs)
            ? new NetworkModel(shape, scaling, parameters)
            : throw Unfit("its scaling has another number of inputs or outputs, or a scale that is not a positive number");
    }

    private static SobolevException Unfit(string why) => new(ExitCode.DataMissing, $"not a network of regress or fit: {why}");
}
