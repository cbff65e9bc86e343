using Sobolev.Kernels;
using Sobolev.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>A multilayer perceptron as a torch module over one flat parameter vector.</summary>
/// <remarks>It stays on the device and in the precision it is made with: moving it would part the layers from the flat vector.</remarks>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly List<(Parameter Weight, Parameter Bias)> _layers = [];

    /// <param name="shape">Widths and activation.</param>
    /// <param name="parameters">All parameters in the shape's order; copied.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="device">Its device.</param>
    public Mlp(MlpShape shape, ReadOnlySpan<double> parameters, ScalarType dtype, ComputeDevice device)
        : base(nameof(Mlp))
    {
        if (parameters.Length != shape.ParameterCount)
            throw new ArgumentException($"{parameters.Length} numbers for {shape.ParameterCount} parameters", nameof(parameters));
        Shape = shape;
        Parameters = new FlatParameters(parameters, dtype, device.ToTorch());
        var offset = 0L;
        foreach (var (fanIn, fanOut) in shape.Layers)
        {
            var weight = Parameters.Leaf(offset, fanOut, fanIn);
            var bias = Parameters.Leaf(offset + fanOut * fanIn, fanOut);
            offset += fanOut * (fanIn + 1);
            _layers.Add((weight, bias));
            register_parameter($"weight{_layers.Count}", weight);
            register_parameter($"bias{_layers.Count}", bias);
        }
    }

    public MlpShape Shape { get; }

    public FlatParameters Parameters { get; }

    /// <summary>(batch, inputs) to (batch, outputs)</summary>
    public override Tensor forward(Tensor input)
    {
        var x = input;
        for (var i = 0; i < _layers.Count; i++)
        {
            x = nn.functional.linear(x, _layers[i].Weight, _layers[i].Bias);
            if (i < _layers.Count - 1)
                x = Shape.Activation.Apply(x);
        }

        return x;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Parameters.Dispose();
    }
}
