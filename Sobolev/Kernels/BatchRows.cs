using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>Connects a batch and the network: takes points, directions and targets, returns residuals and losses.</summary>
internal sealed unsafe class BatchRows<T>(NetworkMemory<T> memory)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _inputs = memory.Shape.Inputs;
    private readonly int _outputs = memory.Shape.Outputs;
    private readonly LinearLayer<T> _first = memory.Layers[0];
    private readonly LinearLayer<T> _last = memory.Layers[^1];

    /// <summary>The a rows of the first layer.</summary>
    public void SetInputs(ReadOnlySpan<T> x, int points)
    {
        for (var row = 0; row < points; row++)
            x.Slice(row * _inputs, _inputs).CopyTo(new(_first.Inputs.Row(row), _inputs));
    }

    /// <summary>The d rows of the last layer: the given directions or, without directions, each output's unit vector.</summary>
    public void SetDirections(ReadOnlySpan<T> given, int points, int directions)
    {
        for (var row = 0; row < points * directions; row++)
        {
            var direction = new Span<T>(_last.Deltas.Row(points + row), _outputs);
            if (given.IsEmpty)
            {
                direction.Clear();
                direction[row % directions] = T.One;
            }
            else
                given.Slice(row * _outputs, _outputs).CopyTo(direction);
        }
    }

    /// <summary>e = 2 w / n * mask * (f - y) goes to the residuals and to the last layer's deltas. Returns the value loss.</summary>
    public double SetResiduals(in KernelBatch<T> batch, double weight)
    {
        ReadOnlySpan<T> y = batch.Y.Span, mask = batch.ValueMask.Span;
        var scale = T.CreateTruncating(2 * weight / batch.Rows);
        double sum = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            T* values = memory.Values.Row(row), deltas = _last.Deltas.Row(row);
            for (var j = 0; j < _outputs; j++)
            {
                var i = row * _outputs + j;
                deltas[j] = memory.Residuals.Start[i] = Residual(values[j], y[i], mask, i, scale, ref sum);
            }
        }

        return sum / batch.Rows;
    }

    /// <summary>
    /// In the q rows of the first layer, r = 2 w / n * mask * (g - target) takes the place of g. Returns the gradient loss.
    /// </summary>
    public double SetSlopeResiduals(in KernelBatch<T> batch, int directions, double weight)
    {
        ReadOnlySpan<T> target = batch.Derivatives.Span, mask = batch.DerivativeMask.Span;
        var scale = T.CreateTruncating(2 * weight / batch.Rows);
        double sum = 0;
        for (var row = 0; row < batch.Rows * directions; row++)
        {
            var slopes = _first.Inputs.Row(batch.Rows + row);
            for (var j = 0; j < _inputs; j++)
            {
                var i = row * _inputs + j;
                slopes[j] = Residual(slopes[j], target[i], mask, i, scale, ref sum);
            }
        }

        return sum / batch.Rows;
    }

    /// <summary>Copies rows out of their strides.</summary>
    public static void Gather(Matrix<T> rows, int count, Span<T> target)
    {
        var width = target.Length / count;
        for (var row = 0; row < count; row++)
            new ReadOnlySpan<T>(rows.Row(row), width).CopyTo(target[(row * width)..]);
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
}
