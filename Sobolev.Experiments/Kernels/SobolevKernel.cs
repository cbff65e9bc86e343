using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>
/// A multilayer perceptron with Adam whose Sobolev gradient is written out (docs/kernels.md), in vector code of one thread. The same
/// parameters, moments and batches give the same bits.
/// </summary>
internal sealed unsafe class SobolevKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LeastPoints = 32;

    private readonly NetworkMemory<T> _memory;
    private readonly NetworkPasses<T> _passes;
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
    public KernelLoss Update(in KernelBatch<T> batch, ObjectiveWeights weights, AdamStep adam) =>
        Run(batch, weights, new AdamUpdate<T>(adam, ++AdamSteps));

    /// <summary>The losses, and the gradient of the weighted objective in the order of <see cref="Parameters"/>.</summary>
    public KernelLoss Gradient(in KernelBatch<T> batch, ObjectiveWeights weights, Span<T> gradient)
    {
        var loss = Run(batch, weights, adam: null);
        _memory.Gradient.Span.CopyTo(gradient);
        return loss;
    }

    /// <summary>The network at any number of points (n, inputs): values (n, outputs) and, if asked, Jacobians (n, outputs, inputs).</summary>
    public void Predict(ReadOnlySpan<T> x, Span<T> values, Span<T> jacobians)
    {
        _passes.TransposeWeights();
        int inputs = Shape.Inputs, outputs = Shape.Outputs, rows = x.Length / inputs;
        for (var row = 0; row < rows; row += _memory.Points)
        {
            var points = Math.Min(_memory.Points, rows - row);
            SetInputs(x.Slice(row * inputs, points * inputs), points);
            _passes.Forward(points, needsCurvature: false);
            Gather(_memory.Values, points, values.Slice(row * outputs, points * outputs));
            if (jacobians.IsEmpty)
                continue;
            SetDirections([], points, outputs);
            _passes.Slopes(points, outputs, needsCurvature: false);
            Gather(_memory.Layers[0].Inputs.FromRow(points), points * outputs, jacobians.Slice(row * outputs * inputs, points * outputs * inputs));
        }
    }

    private KernelLoss Run(in KernelBatch<T> batch, ObjectiveWeights weights, AdamUpdate<T>? adam)
    {
        var directions = weights.Gradient == 0 || batch.Derivatives.IsEmpty ? 0 : batch.Directions.IsEmpty ? Shape.Outputs : batch.Projections;
        var points = batch.Rows;
        Check(batch, directions);
        var needsCurvature = _memory.IsCurved && directions > 0;
        var isMerged = !_memory.IsCurved && directions > 0 && batch.Directions.IsEmpty;

        _passes.TransposeWeights();
        SetInputs(batch.X.Span[..(points * Shape.Inputs)], points);
        _passes.Forward(points, needsCurvature);
        var value = SetResiduals(batch, weights.Value);
        double gradient = 0;
        if (directions > 0)
        {
            SetDirections(batch.Directions.Span, points, directions);
            _passes.Slopes(points, directions, needsCurvature);
            gradient = SetSlopeResiduals(batch, directions, weights.Gradient);
            _passes.Tangents(points, directions, needsCurvature);
        }

        _passes.Descend(points, directions, isMerged, adam);
        return new(value, gradient);
    }

    private void Check(in KernelBatch<T> batch, int directions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Rows, _capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(directions, Shape.Outputs);
    }

    private void SetInputs(ReadOnlySpan<T> x, int points)
    {
        var rows = _memory.Layers[0].Inputs;
        for (var row = 0; row < points; row++)
            x.Slice(row * Shape.Inputs, Shape.Inputs).CopyTo(new(rows.Row(row), Shape.Inputs));
    }

    /// <summary>The d rows of the last layer: the given directions, or each output's own.</summary>
    private void SetDirections(ReadOnlySpan<T> given, int points, int directions)
    {
        var rows = _memory.Layers[^1].Signals.FromRow(points);
        for (var row = 0; row < points * directions; row++)
        {
            var direction = new Span<T>(rows.Row(row), Shape.Outputs);
            if (given.IsEmpty)
            {
                direction.Clear();
                direction[row % directions] = T.One;
            }
            else
                given.Slice(row * Shape.Outputs, Shape.Outputs).CopyTo(direction);
        }
    }

    /// <summary>e = 2 w / n * mask * (f - y) goes to the residuals and to the last layer's signals. Returns the value loss.</summary>
    private double SetResiduals(in KernelBatch<T> batch, double weight)
    {
        ReadOnlySpan<T> y = batch.Y.Span, mask = batch.ValueMask.Span;
        var scale = T.CreateTruncating(2 * weight / batch.Rows);
        double sum = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            T* values = _memory.Values.Row(row), signals = _memory.Layers[^1].Signals.Row(row);
            for (var j = 0; j < Shape.Outputs; j++)
            {
                var i = row * Shape.Outputs + j;
                signals[j] = _memory.Residuals.Start[i] = Residual(values[j], y[i], mask, i, scale, ref sum);
            }
        }

        return sum / batch.Rows;
    }

    /// <summary>In the q rows of the first layer, r = 2 w / n * mask * (g - target) replaces g. Returns the gradient loss.</summary>
    private double SetSlopeResiduals(in KernelBatch<T> batch, int directions, double weight)
    {
        ReadOnlySpan<T> target = batch.Derivatives.Span, mask = batch.DerivativeMask.Span;
        var scale = T.CreateTruncating(2 * weight / batch.Rows);
        double sum = 0;
        for (var row = 0; row < batch.Rows * directions; row++)
        {
            var slopes = _memory.Layers[0].Inputs.Row(batch.Rows + row);
            for (var j = 0; j < Shape.Inputs; j++)
            {
                var i = row * Shape.Inputs + j;
                slopes[j] = Residual(slopes[j], target[i], mask, i, scale, ref sum);
            }
        }

        return sum / batch.Rows;
    }

    /// <summary>scale * mask * (actual - target); adds mask * (actual - target)^2 to the sum. A missing target may be NaN.</summary>
    private static T Residual(T actual, T target, ReadOnlySpan<T> mask, int i, T scale, ref double sum)
    {
        if (!mask.IsEmpty && mask[i] == T.Zero)
            return T.Zero;
        var difference = actual - target;
        var present = mask.IsEmpty ? difference : mask[i] * difference;
        sum += double.CreateTruncating(present) * double.CreateTruncating(difference);
        return scale * present;
    }

    private static void Gather(Matrix<T> rows, int count, Span<T> target)
    {
        var width = target.Length / count;
        for (var row = 0; row < count; row++)
            new ReadOnlySpan<T>(rows.Row(row), width).CopyTo(target[(row * width)..]);
    }
}
