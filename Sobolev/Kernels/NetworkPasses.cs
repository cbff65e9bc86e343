using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>The passes through the network that docs/kernels.md derives; it also names the rows.</summary>
internal abstract class NetworkPasses<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Copies the weights into their transposed layout: first of all, whenever parameters may have changed.</summary>
    public abstract void TransposeWeights();

    /// <summary>From the a rows of the first layer to the network's values.</summary>
    public abstract void Forward(int points, bool needsCurvature);

    /// <summary>
    /// From the d rows of the last layer back to those of the first; then the derivatives g take the q rows of the first layer.
    /// </summary>
    public abstract void Slopes(int points, int directions, bool needsCurvature);

    /// <summary>From the q rows of the first layer, now r, forwards to those of the last.</summary>
    public abstract void Tangents(int points, int directions, bool needsCurvature);

    /// <summary>
    /// From the last layer back to the first: the parameter gradient goes into Adam, or without one into memory, as soon as the layer's
    /// weight has served. Merged: the slope rows alone make it, since the value path's signal is e * d.
    /// </summary>
    public abstract void BackwardAndUpdate(int points, int directions, bool isMerged, AdamUpdate<T>? adam);

    public static NetworkPasses<T> Create(NetworkMemory<T> memory, SimdWidth width) => width switch
    {
        SimdWidth.Scalar => new NetworkPasses<Lane<T>, T>(memory),
        SimdWidth.Vector128 => new NetworkPasses<Lanes128<T>, T>(memory),
        SimdWidth.Vector256 => new NetworkPasses<Lanes256<T>, T>(memory),
        SimdWidth.Vector512 => new NetworkPasses<Lanes512<T>, T>(memory),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "not a width of a vector"),
    };
}

/// <inheritdoc cref="NetworkPasses{T}"/>
internal sealed unsafe class NetworkPasses<V, T>(NetworkMemory<T> memory) : NetworkPasses<T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Fan-in up to which a weight's gradient is computed transposed; <see cref="NetworkMemory{T}.Block"/> has room for it.
    /// </summary>
    private const int Narrow = 4;

    private readonly LinearLayer<T>[] _layers = [.. memory.Layers];

    public override void TransposeWeights()
    {
        foreach (var layer in _layers)
            Transposition.Copy(memory.Weight(layer), layer.Transposed, layer.FanOut, layer.FanIn);
    }

    public override void Forward(int points, bool needsCurvature)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var isLast = l == _layers.Length - 1;
            var target = isLast ? memory.Values : _layers[l + 1].Inputs;
            Multiply(layer.Inputs, layer.Transposed, memory.Weight(layer), target, points, layer.FanIn, layer.FanOut);
            if (isLast)
                AddBias(target, memory.Bias(layer), points, layer.FanOut);
            else
                Activate(target, layer, points, needsCurvature);
        }
    }

    public override void Slopes(int points, int directions, bool needsCurvature)
    {
        var rows = points * directions;
        for (var l = _layers.Length - 1; l >= 0; l--)
        {
            var layer = _layers[l];
            var target = l == 0 ? layer.Inputs.FromRow(points) : _layers[l - 1].Deltas.FromRow(points);
            Multiply(layer.Deltas.FromRow(points), memory.Weight(layer), layer.Transposed, target, rows, layer.FanOut, layer.FanIn);
            if (l == 0)
                return;
            var before = _layers[l - 1];
            if (needsCurvature)
                Elementwise.Product<V, T>(before.Curved, target, before.Curvature, points, directions, layer.FanIn);
            Elementwise.Product<V, T>(target, target, before.Slope, points, directions, layer.FanIn);
        }
    }

    public override void Tangents(int points, int directions, bool needsCurvature)
    {
        for (var l = 0; l < _layers.Length - 1; l++)
        {
            var layer = _layers[l];
            var target = _layers[l + 1].Inputs.FromRow(points);
            Multiply(layer.Inputs.FromRow(points), layer.Transposed, memory.Weight(layer), target, points * directions,
                layer.FanIn, layer.FanOut);
            if (needsCurvature)
                Elementwise.SumOfProducts<V, T>(layer.CurvatureTerm, target, layer.Curved, points, directions, layer.FanOut);
            Elementwise.Product<V, T>(target, target, layer.Slope, points, directions, layer.FanOut);
        }
    }

    public override void BackwardAndUpdate(int points, int directions, bool isMerged, AdamUpdate<T>? adam)
    {
        var slopeRows = points * directions;
        for (var l = _layers.Length - 1; l >= 0; l--)
        {
            var layer = _layers[l];
            if (isMerged)
            {
                Elementwise.AddWeighted<V, T>(layer.Inputs.FromRow(points), memory.Residuals.Start, layer.Inputs, points,
                    directions, layer.FanIn);
                GradientOf(layer, points, slopeRows, memory.Residuals.Start, slopeRows, adam);
                continue;
            }

            if (l > 0)
                BackThrough(layer, _layers[l - 1], points, isCurved: memory.IsCurved && directions > 0);
            GradientOf(layer, 0, points + slopeRows, memory.Ones.Start, points, adam);
        }
    }

    /// <summary>The value path's signal, from this layer to the one before.</summary>
    private void BackThrough(LinearLayer<T> layer, LinearLayer<T> before, int points, bool isCurved)
    {
        Multiply(layer.Deltas, memory.Weight(layer), layer.Transposed, before.Deltas, points, layer.FanOut, layer.FanIn);
        if (isCurved)
            Elementwise.ScaleAndAdd<V, T>(before.Deltas, before.Slope, before.CurvatureTerm, points, layer.FanIn);
        else
            Elementwise.Product<V, T>(before.Deltas, before.Deltas, before.Slope, points, 1, layer.FanIn);
    }

    /// <summary>
    /// target = left * right, by the way that suits the shape; the choice must not depend on the vector width, because sums would round
    /// differently.
    /// </summary>
    private static void Multiply(Matrix<T> left, Matrix<T> right, Matrix<T> rightTransposed, Matrix<T> target,
        int rows, int depth, int columns)
    {
        // Measured: a dot product of any depth takes the time of streaming some 60 rows by a vector that is mostly idle.
        if (depth > 64 * columns)
            Products.Dots<V, T>(left, rightTransposed, target, rows, depth, columns);
        else
            Products.Multiply<V, T>(left, right, target, rows, depth, Whole(columns));
    }

    /// <summary>Weight: signals' * inputs over <paramref name="rows"/> rows. Bias: weighted sum of the first signals among them.</summary>
    private void GradientOf(LinearLayer<T> layer, int firstRow, int rows, T* biasWeights, int biasRows, AdamUpdate<T>? adam)
    {
        Matrix<T> deltas = layer.Deltas.FromRow(firstRow), inputs = layer.Inputs.FromRow(firstRow);
        if (layer.FanIn <= Narrow)
        {
            // Long rows make better products, so the gradient is computed transposed; its place is the transposed weight's, which has
            // served.
            Products.Multiply<V, T>(inputs.Transposed, deltas, layer.Transposed, layer.FanIn, rows, Whole(layer.FanOut));
            Transposition.Copy(layer.Transposed, new(memory.Block.Start, layer.FanIn), layer.FanIn, layer.FanOut);
            Apply(layer.Offset, layer.WeightCount, adam);
        }
        else
            WideGradient(layer, deltas, inputs, rows, adam);

        Elementwise.ColumnSums<V, T>(memory.Block.Start, biasWeights, deltas, biasRows, layer.FanOut);
        Apply(layer.Offset + layer.WeightCount, layer.FanOut, adam);
    }

    private void WideGradient(LinearLayer<T> layer, Matrix<T> deltas, Matrix<T> inputs, int rows, AdamUpdate<T>? adam)
    {
        var blockRows = NetworkMemory<T>.BlockRows(layer);
        for (var row = 0; row < layer.FanOut; row += blockRows)
        {
            var count = Math.Min(blockRows, layer.FanOut - row);
            var columns = new Matrix<T>(deltas.Start + row, deltas.RowStride).Transposed;
            Products.Multiply<V, T>(columns, inputs, new(memory.Block.Start, layer.FanIn), count, rows, layer.FanIn);
            Apply(layer.Offset + row * layer.FanIn, count * layer.FanIn, adam);
        }
    }

    /// <summary>A finished block of the gradient meets its parameters.</summary>
    private void Apply(int offset, int count, AdamUpdate<T>? adam)
    {
        if (adam is { } update)
            update.Apply<V>(memory.Parameters.Start + offset, memory.FirstMoments.Start + offset, memory.SecondMoments.Start + offset,
                memory.Block.Start, count);
        else
            new Span<T>(memory.Block.Start, count).CopyTo(memory.Gradient.Span[offset..]);
    }

    private void Activate(Matrix<T> target, LinearLayer<T> layer, int points, bool needsCurvature)
    {
        switch (memory.Shape.Activation)
        {
            case Activation.Relu: Apply<ReluFunction<V, T>>(); break;
            case Activation.LeakyRelu: Apply<LeakyReluFunction<V, T>>(); break;
            case Activation.Tanh: Apply<TanhFunction<V, T>>(); break;
            case Activation.Softplus: Apply<SoftplusFunction<V, T>>(); break;
            case Activation.Silu: Apply<SiluFunction<V, T>>(); break;
            case Activation.Sine: Apply<SineFunction<V, T>>(); break;
            default: throw new InvalidOperationException($"no pass for the activation {memory.Shape.Activation}");
        }

        void Apply<F>()
            where F : IActivationFunction<V> =>
            Elementwise.Activate<F, V, T>(target, memory.Bias(layer), layer.Slope, layer.Curvature, needsCurvature, points, layer.FanOut);
    }

    private static void AddBias(Matrix<T> values, T* bias, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < columns; j++)
                values.Row(row)[j] += bias[j];
        }
    }

    /// <summary>Columns up to the next whole vector: a stride has room for it.</summary>
    private static int Whole(int columns) => (columns + V.Count - 1) / V.Count * V.Count;
}
