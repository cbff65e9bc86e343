using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>A network with its gradient as nodes.</summary>
internal static class OnnxNetwork
{
    /// <summary>Value (batch, outputs) and gradient (batch, outputs, inputs) in the user's units.</summary>
    public static (string Value, string Gradient) At(OnnxFile onnx, NetworkModel network, string x)
    {
        var (shape, parameters) = (network.Shape, network.Parameters);
        var a = OnnxScaling.Scaled(onnx, network.Scaling, x);
        var (weights, slopes) = (new List<string>(), new List<string>());
        var (offset, last) = (0, "");
        foreach (var ((fanIn, fanOut), layer) in shape.Layers.Select((layer, index) => (layer, index)))
        {
            var biases = offset + fanIn * fanOut;
            last = onnx.Constant(parameters[offset..biases], fanOut, fanIn);
            a = onnx.Node("Gemm", [("transB", 1)], null, [a, last, onnx.Constant(parameters[biases..(biases + fanOut)], fanOut)]);
            offset = biases + fanOut;
            if (layer == shape.Hidden.Count)
                break;
            (a, var slope) = OnnxActivations.At(onnx, shape.Activation, a);
            weights.Add(last);
            // (batch, 1, width): alike for every output
            slopes.Add(onnx.Unsqueeze(slope, 1));
        }

        // (1, outputs, width of the last hidden layer), then down through the layers: (batch, outputs, width)
        var gradient = onnx.Unsqueeze(last, 0);
        for (var layer = shape.Hidden.Count - 1; layer >= 0; layer--)
            gradient = onnx.Node("MatMul", onnx.Node("Mul", gradient, slopes[layer]), weights[layer]);
        return OnnxScaling.Unscaled(onnx, network.Scaling, a, gradient);
    }
}
