using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>The scaling around a model as nodes.</summary>
internal static class OnnxScaling
{
    public static string Scaled(OnnxFile onnx, Scaling scaling, string x)
    {
        var inputs = scaling.InputMean.Length;
        return onnx.Node(
            "Div",
            onnx.Node("Sub", x, onnx.Constant(scaling.InputMean, inputs)),
            onnx.Constant(scaling.InputScale, inputs));
    }

    /// <summary>A value (batch, outputs) and a gradient (batch, outputs, inputs) in the user's units.</summary>
    public static (string Value, string Gradient) Unscaled(OnnxFile onnx, Scaling scaling, string value, string gradient)
    {
        var (inputs, outputs) = (scaling.InputMean.Length, scaling.OutputMean.Length);
        double[] units = [.. from output in scaling.OutputScale from input in scaling.InputScale select output / input];
        return (
            onnx.Node(
                "Add",
                onnx.Node("Mul", value, onnx.Constant(scaling.OutputScale, outputs)),
                onnx.Constant(scaling.OutputMean, outputs)),
            onnx.Node("Mul", gradient, onnx.Constant(units, outputs, inputs)));
    }
}
