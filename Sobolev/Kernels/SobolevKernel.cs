using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>
/// A multilayer perceptron with Adam whose Sobolev gradient is in closed form (docs/kernels.md), in vector code of one thread. The same
/// parameters, moments and batches give the same bits.
/// </summary>
internal sealed unsafe class SobolevKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LeastPoints = 32;

    private readonly NetworkMemory<T> _memory;
    private readonly NetworkPasses<T> _passes;
    private readonly BatchRows<T> _rows;
    private readonly int _capacity;

    /// <param name="shape">The network.</param>
    /// <param name="capacity">Rows of the largest batch.</param>
    /// <param name="force">A vector width other than the processor's widest.</param>
    public SobolevKernel(MlpShape shape, int capacity, SimdWidth? force = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        if (!Covers(shape))
            throw new ArgumentException($"the kernel does not cover {shape}", nameof(shape));
        Shape = shape;
        _capacity = capacity;
        _memory = new(shape, Math.Max(capacity, LeastPoints), isCurved: shape.Activation is not (Activation.Relu or Activation.LeakyRelu));
        _rows = new(_memory);
        _passes = NetworkPasses<T>.Create(_memory, force ?? SimdWidths.Widest);
    }

    public MlpShape Shape { get; }

    /// <summary>All weights and biases in the order of <see cref="MlpShape"/>; live, to read and to write.</summary>
    public Span<T> Parameters => _memory.Parameters.Span;

    /// <summary>Adam's running mean of gradients; live.</summary>
    public Span<T> FirstMoments => _memory.FirstMoments.Span;

    /// <summary>Adam's running mean of squared gradients; live.</summary>
    public Span<T> SecondMoments => _memory.SecondMoments.Span;

    /// <summary>Updates so far, of which Adam's bias correction depends.</summary>
    public long AdamSteps { get; set; }

    public static bool Covers(MlpShape shape) => Enum.IsDefined(shape.Activation) && shape.Widths.All(width => width > 0);

    /// <summary>One step of Adam; returns the losses before it. Allocates nothing.</summary>
    public KernelLoss Update(in KernelBatch<T> batch, ObjectiveWeights weights, AdamStep adam)
    {
        var loss = Run(batch, weights, new AdamUpdate<T>(adam, AdamSteps + 1));
        AdamSteps++;
        return loss;
    }

    /// <summary>The losses, and the gradient of the weighted objective in the order of <see cref="Parameters"/>.</summary>
    public KernelLoss Gradient(in KernelBatch<T> batch, ObjectiveWeights weights, Span<T> gradient)
    {
        var loss = Run(batch, weights, adam: null);
        _memory.Gradient.Span.CopyTo(gradient);
        return loss;
    }

    /// <summary>
    /// The network at any number of points (n, inputs): values (n, outputs) and, if asked, Jacobians (n, outputs, inputs).
    /// </summary>
    public void Predict(ReadOnlySpan<T> x, Span<T> values, Span<T> jacobians)
    {
        _passes.TransposeWeights();
        int inputs = Shape.Inputs, outputs = Shape.Outputs, rows = x.Length / inputs;
        for (var row = 0; row < rows; row += _memory.Points)
        {
            var points = Math.Min(_memory.Points, rows - row);
            _rows.SetInputs(x.Slice(row * inputs, points * inputs), points);
            _passes.Forward(points, needsCurvature: false);
            BatchRows<T>.Gather(_memory.Values, points, values.Slice(row * outputs, points * outputs));
            if (jacobians.IsEmpty)
                continue;
            _rows.SetDirections([], points, outputs);
            _passes.Slopes(points, outputs, needsCurvature: false);
            BatchRows<T>.Gather(_memory.Layers[0].Inputs.FromRow(points), points * outputs,
                jacobians.Slice(row * outputs * inputs, points * outputs * inputs));
        }

        GC.KeepAlive(this);
    }

    private KernelLoss Run(in KernelBatch<T> batch, ObjectiveWeights weights, AdamUpdate<T>? adam)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Rows, _capacity);
        var directions = weights.Gradient == 0 ? 0 : batch.DirectionsPerPoint(Shape);
        batch.Check(Shape, directions);
        var points = batch.Rows;
        var needsCurvature = _memory.IsCurved && directions > 0;
        var isMerged = !_memory.IsCurved && directions > 0 && batch.Directions.IsEmpty;

        _passes.TransposeWeights();
        _rows.SetInputs(batch.X.Span, points);
        _passes.Forward(points, needsCurvature);
        var value = _rows.SetResiduals(batch, weights.Value);
        double gradient = 0;
        if (directions > 0)
        {
            _rows.SetDirections(batch.Directions.Span, points, directions);
            _passes.Slopes(points, directions, needsCurvature);
            gradient = _rows.SetSlopeResiduals(batch, directions, weights.Gradient);
            _passes.Tangents(points, directions, needsCurvature);
        }

        _passes.BackwardAndUpdate(points, directions, isMerged, adam);
        GC.KeepAlive(this); // the passes hold bare pointers into memory that this object owns
        return new(value, gradient);
    }
}
