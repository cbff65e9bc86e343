namespace Sobolev.Kernels;

/// <summary>Points and what the network should do there; every array is row-major and may be longer than the rows ask for.</summary>
/// <param name="Rows">Points, n.</param>
/// <param name="X">(n, inputs)</param>
/// <param name="Y">(n, outputs)</param>
internal readonly record struct KernelBatch<T>(int Rows, ReadOnlyMemory<T> X, ReadOnlyMemory<T> Y)
    where T : unmanaged
{
    /// <summary>
    /// Derivatives to match: the Jacobian (n, outputs, inputs); with <see cref="Directions"/>, the derivative of the output along each of
    /// them (n, projections, inputs). Empty: no term of this order.
    /// </summary>
    public ReadOnlyMemory<T> Derivatives { get; init; }

    /// <summary>Unit vectors (n, projections, outputs); empty: the full Jacobian is matched.</summary>
    public ReadOnlyMemory<T> Directions { get; init; }

    /// <summary>Directions per point, 1 .. outputs; counts only where there are <see cref="Directions"/>.</summary>
    public int Projections { get; init; } = 1;

    /// <summary>A weight for each entry of Y, 0 where it is missing; empty: all present.</summary>
    public ReadOnlyMemory<T> ValueMask { get; init; }

    /// <summary>A weight for each entry of <see cref="Derivatives"/>; empty: all present.</summary>
    public ReadOnlyMemory<T> DerivativeMask { get; init; }

    /// <summary>Slope rows that each point needs: 0 without derivatives to match.</summary>
    public int DirectionsPerPoint(MlpShape shape) => Derivatives.IsEmpty ? 0 : Directions.IsEmpty ? shape.Outputs : Projections;

    /// <summary>Throws where an array is too short, before a pass reads past its end.</summary>
    public void Check(MlpShape shape, int directions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rows);
        if (!Directions.IsEmpty)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Projections);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(directions, shape.Outputs);
        var (values, slopes) = (Rows * shape.Outputs, Rows * directions * shape.Inputs);
        Require(X.Length >= Rows * shape.Inputs, nameof(X));
        Require(Y.Length >= values, nameof(Y));
        Require(ValueMask.IsEmpty || ValueMask.Length >= values, nameof(ValueMask));
        if (directions == 0)
            return;
        Require(Derivatives.Length >= slopes, nameof(Derivatives));
        Require(DerivativeMask.IsEmpty || DerivativeMask.Length >= slopes, nameof(DerivativeMask));
        Require(Directions.IsEmpty || Directions.Length >= Rows * directions * shape.Outputs, nameof(Directions));
    }

    private static void Require(bool isLongEnough, string name)
    {
        if (!isLongEnough)
            throw new ArgumentException($"{name} has fewer entries than the rows of the batch need");
    }
}

/// <summary>The objective is Value * value loss + Gradient * gradient loss; a term of weight zero is not computed.</summary>
internal readonly record struct ObjectiveWeights(double Value, double Gradient);

/// <summary>
/// The losses without their weights: means over the rows of squared differences summed over outputs, or over outputs (or directions) and
/// inputs. The gradient loss is 0 where that term is left out.
/// </summary>
internal readonly record struct KernelLoss(double Value, double Gradient);
