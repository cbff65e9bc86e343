namespace Sobolev.Kernels;

/// <summary>A multilayer perceptron: linear layers with an activation after each but the last.</summary>
/// <remarks>
/// Its parameters are one flat vector, layer by layer: weight (fan-out, fan-in) row by row, then bias (fan-out). That is the order and
/// layout of torch's <c>Linear</c>, so one vector serves the managed kernel, libtorch and the weight files alike.
/// </remarks>
public sealed record MlpShape(int Inputs, IReadOnlyList<int> Hidden, int Outputs, Activation Activation)
{
    /// <summary>Widths from input to output, e.g. 2, 256, 256, 1.</summary>
    public IReadOnlyList<int> Widths => [Inputs, .. Hidden, Outputs];

    /// <summary>(fan-in, fan-out) of each linear layer.</summary>
    public IEnumerable<(int FanIn, int FanOut)> Layers => Widths.Zip(Widths.Skip(1));

    public int ParameterCount => Layers.Sum(layer => (layer.FanIn + 1) * layer.FanOut);
}
