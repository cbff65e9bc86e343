using Sobolev.Kernels;

namespace Sobolev.Export;

/// <summary>The activations with their slopes as nodes.</summary>
internal static class OnnxActivations
{
    public static (string Value, string Slope) At(OnnxFile onnx, Activation activation, string z)
    {
        string One() => onnx.Constant([1]);
        switch (activation)
        {
            case Activation.Relu:
            case Activation.LeakyRelu:
                var below = onnx.Constant([activation == Activation.Relu ? 0 : 0.01]);
                var slope = onnx.Node("Where", onnx.Node("Greater", z, onnx.Constant([0])), One(), below);
                return (onnx.Node("Mul", z, slope), slope);
            case Activation.Tanh:
                var tanh = onnx.Node("Tanh", z);
                return (tanh, onnx.Node("Sub", One(), onnx.Node("Mul", tanh, tanh)));
            case Activation.Softplus:
                // max(z, 0) + log(1 + exp -|z|), which never overflows; and z itself above 20, as torch and the kernels have it
                var isAbove = onnx.Node("Greater", z, onnx.Constant([20]));
                var small = onnx.Node("Log", onnx.Node("Add", One(), onnx.Node("Exp", onnx.Node("Neg", onnx.Node("Abs", z)))));
                return (onnx.Node("Where", isAbove, z, onnx.Node("Add", onnx.Node("Relu", z), small)),
                    onnx.Node("Where", isAbove, One(), onnx.Node("Sigmoid", z)));
            case Activation.Silu:
                var logistic = onnx.Node("Sigmoid", z);
                var rest = onnx.Node("Sub", One(), logistic);
                return (onnx.Node("Mul", z, logistic), onnx.Node("Mul", logistic, onnx.Node("Add", One(), onnx.Node("Mul", z, rest))));
            case Activation.Sine:
                // runtimes have the cosine of 32-bit numbers only
                return (onnx.Node("Sin", z), onnx.Node("Sin", onnx.Node("Add", z, onnx.Constant([Math.PI / 2]))));
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }
}
