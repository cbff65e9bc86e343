using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>The spread of the networks of the folds as nodes: the standard deviations of <see cref="Uncertainty"/>.</summary>
internal static class OnnxSpread
{
    public static (string Value, string Gradient) At(OnnxFile onnx, NetworkModel network, Uncertainty uncertainty, string x)
    {
        var (inputs, outputs) = (network.Inputs, network.Outputs);
        // without folds the model itself: a spread of 0 of the right shape
        NetworkModel[] networks = uncertainty.Folds.Count > 0 ? [.. uncertainty.Folds] : [network];
        var folds = networks.Select(fold => OnnxNetwork.At(onnx, fold, x)).ToArray();
        return (
            Deviation([.. folds.Select(fold => fold.Value)], 0, outputs),
            Deviation([.. folds.Select(fold => fold.Gradient)], outputs, outputs, inputs));

        string Deviation(string[] tensors, int first, params long[] shape)
        {
            var columns = first..(first + (int)shape.Aggregate((product, length) => product * length));
            var mean = onnx.Node("Div", tensors.Aggregate((sum, tensor) => onnx.Node("Add", sum, tensor)), onnx.Constant([tensors.Length]));
            var squares = tensors.Select(tensor => onnx.Node("Sub", tensor, mean)).Select(rest => onnx.Node("Mul", rest, rest))
                .Aggregate((sum, square) => onnx.Node("Add", sum, square));
            var variance = onnx.Node("Div", squares, onnx.Constant([Math.Max(1, tensors.Length - 1)]));
            double[] floors = Array.ConvertAll(uncertainty.Floors[columns], floor => floor * floor);
            var root = onnx.Node("Sqrt", onnx.Node("Add", variance, onnx.Constant(floors, shape)));
            return onnx.Node("Mul", root, onnx.Constant(uncertainty.Factors[columns], shape));
        }
    }
}
