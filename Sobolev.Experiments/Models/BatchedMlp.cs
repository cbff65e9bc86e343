using Sobolev.Kernels;
using Sobolev.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Several networks of one shape as one: every layer a batched product, so that a device works on all of them at once.</summary>
/// <remarks>
/// Networks do not see each other. A loss that is the mean over all samples of all networks, times <see cref="Networks"/>, is the sum
/// of separate means: its gradient is for each network the one it would have alone, and <see cref="FlatAdam"/> is elementwise.
/// </remarks>
public sealed class BatchedMlp : nn.Module<Tensor, Tensor>
{
    private readonly List<(Parameter Weight, Parameter Bias)> _layers = [];

    /// <param name="shape">Widths and activation of each network.</param>
    /// <param name="parameters">One flat vector per network, in the shape's order; copied.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="device">Their device.</param>
    public BatchedMlp(MlpShape shape, IReadOnlyList<double[]> parameters, ScalarType dtype, ComputeDevice device)
        : base(nameof(BatchedMlp))
    {
        if (parameters.FirstOrDefault(vector => vector.Length != shape.ParameterCount) is { } wrong)
            throw new ArgumentException($"{wrong.Length} numbers for {shape.ParameterCount} parameters", nameof(parameters));
        (Shape, Networks) = (shape, parameters.Count);
        Parameters = new FlatParameters([.. Blocks(shape).SelectMany(block => parameters.SelectMany(vector => vector[block]))],
            dtype, device.ToTorch());
        var offset = 0L;
        foreach (var (fanIn, fanOut) in shape.Layers)
        {
            var weight = Parameters.Leaf(Networks * offset, Networks, fanOut, fanIn);
            var bias = Parameters.Leaf(Networks * (offset + fanOut * fanIn), Networks, 1, fanOut);
            offset += fanOut * (fanIn + 1);
            _layers.Add((weight, bias));
            register_parameter($"weight{_layers.Count}", weight);
            register_parameter($"bias{_layers.Count}", bias);
        }
    }

    public MlpShape Shape { get; }

    public int Networks { get; }

    /// <summary>
    /// Weights by weights and biases by biases, of all networks side by side: each layer's tensor is one piece of memory.
    /// </summary>
    public FlatParameters Parameters { get; }

    /// <summary>
    /// The part of one network, in its shape's order, of a tensor that lies as <see cref="Parameters"/> do: those themselves, or moments.
    /// </summary>
    public double[] ToArray(int network, Tensor flat)
    {
        using var scope = NewDisposeScope();
        return cat([.. Parts(network, flat)]).detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    /// <summary>Overwrites that part.</summary>
    public void Load(int network, Tensor flat, ReadOnlySpan<double> values)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var offset = 0;
        foreach (var part in Parts(network, flat))
        {
            part.copy_(tensor(values.Slice(offset, (int)part.numel()).ToArray(), dtype: ScalarType.Float64));
            offset += (int)part.numel();
        }
    }

    /// <summary>
    /// (networks * batch, inputs) to (networks * batch, outputs), the samples of the first network first: one sample a row, as a jet
    /// wants them.
    /// </summary>
    public override Tensor forward(Tensor input)
    {
        var x = input.reshape(Networks, -1, Shape.Inputs);
        for (var i = 0; i < _layers.Count; i++)
        {
            x = x.bmm(_layers[i].Weight.transpose(1, 2)) + _layers[i].Bias;
            if (i < _layers.Count - 1)
                x = Shape.Activation.Apply(x);
        }

        return x.reshape(-1, Shape.Outputs);
    }

    /// <summary>Offset of each weight and bias in one network's vector.</summary>
    private static List<Range> Blocks(MlpShape shape)
    {
        var blocks = new List<Range>();
        foreach (var length in shape.Layers.SelectMany(layer => new[] { layer.FanIn * layer.FanOut, layer.FanOut }))
        {
            var start = blocks.Count == 0 ? 0 : blocks[^1].End.Value;
            blocks.Add(start..(start + length));
        }

        return blocks;
    }

    private IEnumerable<Tensor> Parts(int network, Tensor flat) =>
        Blocks(Shape).Select(block => flat.narrow(0, Networks * block.Start.Value + network * Length(block), Length(block)));

    private static int Length(Range block) => block.End.Value - block.Start.Value;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Parameters.Dispose();
    }
}
