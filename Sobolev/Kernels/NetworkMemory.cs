using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>Everything a kernel allocates: parameters and moments, the layers' rows, the residuals.</summary>
internal sealed unsafe class NetworkMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gradient entries held at a time until Adam takes them: they stay in the first-level cache.</summary>
    private const int BlockEntries = 4096;

    private readonly PinnedBuffer<T> _values;

    /// <param name="shape">The network.</param>
    /// <param name="points">Largest batch; a point has as many slope rows as the network has outputs, at most.</param>
    /// <param name="isCurved">The activation has a second derivative.</param>
    public NetworkMemory(MlpShape shape, int points, bool isCurved)
    {
        (Shape, Points, IsCurved) = (shape, points, isCurved);
        Parameters = new(shape.ParameterCount);
        FirstMoments = new(shape.ParameterCount);
        SecondMoments = new(shape.ParameterCount);
        Gradient = new(shape.ParameterCount);
        var offset = 0;
        foreach (var (fanIn, fanOut) in shape.Layers)
        {
            Layers.Add(new(fanIn, fanOut, offset, points, points * shape.Outputs, isCurved));
            offset += (fanIn + 1) * fanOut;
        }

        _values = new(points * PinnedBuffer<T>.Stride(shape.Outputs));
        Residuals = new(points * shape.Outputs);
        Ones = new(points);
        Ones.Span.Fill(T.One);
        Block = new(Layers.Max(layer => Math.Max(BlockRows(layer) * layer.FanIn, 4 * PinnedBuffer<T>.Stride(layer.FanOut))));
    }

    public MlpShape Shape { get; }

    /// <summary>Most points at a time.</summary>
    public int Points { get; }

    public bool IsCurved { get; }

    public PinnedBuffer<T> Parameters { get; }

    public PinnedBuffer<T> FirstMoments { get; }

    public PinnedBuffer<T> SecondMoments { get; }

    public PinnedBuffer<T> Gradient { get; }

    public List<LinearLayer<T>> Layers { get; } = [];

    /// <summary>Outputs of the network, (points, outputs).</summary>
    public Matrix<T> Values => new(_values.Start, PinnedBuffer<T>.Stride(Shape.Outputs));

    /// <summary>e, the derivative of the loss by the values: (points, outputs) without padding.</summary>
    public PinnedBuffer<T> Residuals { get; }

    public PinnedBuffer<T> Ones { get; }

    /// <summary>Some rows of a weight's gradient, without padding.</summary>
    public PinnedBuffer<T> Block { get; }

    /// <summary>How many rows of this layer's gradient are computed at a time.</summary>
    public static int BlockRows(LinearLayer<T> layer) => Math.Max(4, BlockEntries / layer.FanIn & -4);

    public Matrix<T> Weight(LinearLayer<T> layer) => new(Parameters.Start + layer.Offset, layer.FanIn);

    public T* Bias(LinearLayer<T> layer) => Parameters.Start + layer.Offset + layer.WeightCount;
}
