using Sobolev.Files;
using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>Writes a trained model for other programs.</summary>
public static class ModelExport
{
    /// <summary>
    /// An ONNX graph from "x" (batch, inputs) to "value" (batch, outputs) and "gradient" (batch, outputs, inputs), all in the user's units:
    /// the scaling is included, and the closed-form gradient is part of the graph.
    /// </summary>
    public static void WriteOnnx(TrainedModel model, bool isDouble, Stream stream)
    {
        var (shape, scaling, parameters) = NetworkOf(model);
        var onnx = new OnnxFile(isDouble);
        onnx.Input("x", shape.Inputs);
        onnx.Output("value", shape.Outputs);
        onnx.Output("gradient", shape.Outputs, shape.Inputs);
        onnx.Metadata("inputs", Csv.Line(model.Inputs));
        onnx.Metadata("outputs", Csv.Line(model.Outputs));

        var a = onnx.Node("Div", onnx.Node("Sub", "x", onnx.Constant(scaling.InputMean, shape.Inputs)),
            onnx.Constant(scaling.InputScale, shape.Inputs));
        var weights = new List<string>();
        var slopes = new List<string>();
        var (offset, last) = (0, "");
        foreach (var ((fanIn, fanOut), layer) in shape.Layers.Select((layer, index) => (layer, index)))
        {
            last = onnx.Constant(parameters[offset..(offset + fanIn * fanOut)], fanOut, fanIn);
            var z = onnx.Node("Gemm", [("transB", 1)], null,
                [a, last, onnx.Constant(parameters[(offset + fanIn * fanOut)..(offset + (fanIn + 1) * fanOut)], fanOut)]);
            offset += (fanIn + 1) * fanOut;
            if (layer == shape.Hidden.Count)
            {
                a = z;
                break;
            }

            (a, var slope) = OnnxActivations.At(onnx, shape.Activation, z);
            weights.Add(last);
            // (batch, 1, width): alike for every output
            slopes.Add(onnx.Node("Unsqueeze", slope, onnx.WholeNumbers(1)));
        }

        onnx.Node("Add", [], "value",
            [onnx.Node("Mul", a, onnx.Constant(scaling.OutputScale, shape.Outputs)), onnx.Constant(scaling.OutputMean, shape.Outputs)]);
        // (1, outputs, width of the last hidden layer), then down through the layers: (batch, outputs, width)
        var gradient = onnx.Node("Unsqueeze", last, onnx.WholeNumbers(0));
        for (var layer = shape.Hidden.Count - 1; layer >= 0; layer--)
            gradient = onnx.Node("MatMul", onnx.Node("Mul", gradient, slopes[layer]), weights[layer]);
        double[] units = [.. from output in scaling.OutputScale from input in scaling.InputScale select output / input];
        onnx.Node("Mul", [], "gradient", [gradient, onnx.Constant(units, shape.Outputs, shape.Inputs)]);
        onnx.Write(stream, Path.GetFileNameWithoutExtension(model.Path), typeof(ModelExport).Assembly.GetName().Version?.ToString(3) ?? "");
    }

    /// <summary>
    /// Weights under the names of torch's Sequential, the scaling taken into the first and the last layer: x and y are in the user's units.
    /// </summary>
    public static void WriteSafetensors(TrainedModel model, bool isDouble, Stream stream)
    {
        var network = NetworkOf(model);
        var plain = network.Under(Scaling.None(network.Inputs, network.Outputs));
        var tensors = new List<StoredTensor>();
        var offset = 0;
        foreach (var ((fanIn, fanOut), layer) in plain.Shape.Layers.Select((layer, index) => (layer, index)))
        {
            tensors.Add(Stored($"layers.{layer}.weight", plain.Parameters[offset..(offset + fanIn * fanOut)], fanOut, fanIn));
            tensors.Add(
                Stored($"layers.{layer}.bias", plain.Parameters[(offset + fanIn * fanOut)..(offset + (fanIn + 1) * fanOut)], fanOut));
            offset += (fanIn + 1) * fanOut;
        }

        SafeTensors.Write(stream, [.. tensors, .. plain.Scaling.Tensors()], new Dictionary<string, string>
        {
            ["format"] = "sobolev-mlp",
            ["activation"] = plain.Shape.Activation.ToString(),
            ["inputs"] = Csv.Line(model.Inputs),
            ["outputs"] = Csv.Line(model.Outputs),
        });

        StoredTensor Stored(string name, double[] values, params long[] lengths) =>
            isDouble ? StoredTensor.Of<double>(name, values, lengths) : StoredTensor.Of<float>(name,
                Array.ConvertAll(values, value => (float)value), lengths);
    }

    /// <exception cref="SobolevException">The model is a process (exit 2).</exception>
    private static NetworkModel NetworkOf(TrainedModel model) => model.Model as NetworkModel ?? throw new SobolevException(
        ExitCode.Usage,
        $"{model.Path}: a Gaussian process; this format takes networks only: fit one with --model network, or compute points with predict");
}
