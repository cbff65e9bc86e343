using System.Runtime.CompilerServices;
using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>
/// The covariance of values and derivatives of a process of variance 1: a product over the inputs of correlations f_k(s_k), with
/// s_k = (x_k - x'_k) / l_k, differentiated by x for the left and by x' for the right kind.
/// </summary>
/// <remarks>
/// An entry is f times the ratios f_k^(m) / f_k of the inputs that it is differentiated by, m times each; a derivative by x' has the
/// opposite sign. Its derivative by log l_k replaces the ratio of k, f_k^(m) l_k^-m, by -(m f_k^(m) + s_k f_k^(m + 1)) l_k^-m.
/// </remarks>
internal abstract class Covariance
{
    public static Covariance Of(Correlation correlation) => correlation switch
    {
        Correlation.SquaredExponential => new Covariance<SquaredExponential>(),
        Correlation.Matern52 => new Covariance<Matern52>(),
        _ => throw new ArgumentOutOfRangeException(nameof(correlation), correlation, null),
    };

    /// <summary>The covariance matrix of the observations, its lower triangle; the diagonal times 1 + noise of the kind.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="lengths">A length scale for each input.</param>
    /// <param name="noise">For each equation the variance of its noise in parts of the variance of the kind.</param>
    /// <param name="to">The matrix.</param>
    public abstract void Fill(Observations data, ReadOnlySpan<double> lengths, ReadOnlySpan<double> noise, Cholesky to);

    /// <summary>
    /// The sums over all entries of weight times the entry's derivative, by the logarithm of each length scale, and of weight times the
    /// entry without noise on the diagonal, for each equation.
    /// </summary>
    /// <param name="weights">The lower triangle of a symmetric matrix.</param>
    /// <param name="byLength">A sum for each input; overwritten.</param>
    /// <param name="ofDiagonal">A product for each equation; overwritten.</param>
    public abstract void Differentiate(
        Observations data,
        ReadOnlySpan<double> lengths,
        ReadOnlySpan<double> noise,
        Cholesky weights,
        Span<double> byLength,
        Span<double> ofDiagonal);

    /// <summary>The covariances of one kind at a point with all observations.</summary>
    public abstract void Cross(ReadOnlySpan<double> point, ReadOnlySpan<Observable> kinds, Observations data,
        ReadOnlySpan<double> lengths, Span<double> to);

    /// <summary>The variance of a kind at one point.</summary>
    public abstract double Variance(Observable kind, ReadOnlySpan<double> lengths);
}

/// <inheritdoc/>
internal sealed class Covariance<TCorrelation> : Covariance
    where TCorrelation : struct, ICorrelation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(Observations data, ReadOnlySpan<double> lengths, ReadOnlySpan<double> noise, Cholesky to)
    {
        var pair = new CovariancePair<TCorrelation>(lengths);
        for (var i = 0; i < data.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                pair.At(data.Point(i), data.Point(j), 2 * data.Order);
                for (var a = data.First[i]; a < data.First[i + 1]; a++)
                {
                    var row = to.Row(a);
                    for (var b = data.First[j]; b < Math.Min(data.First[j + 1], a + 1); b++)
                        row[b] = pair.Entry(data.Kinds[a], data.Kinds[b]);
                    if (i == j)
                        row[a] *= 1 + noise[a];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Differentiate(
        Observations data,
        ReadOnlySpan<double> lengths,
        ReadOnlySpan<double> noise,
        Cholesky weights,
        Span<double> byLength,
        Span<double> ofDiagonal)
    {
        var pair = new CovariancePair<TCorrelation>(lengths);
        byLength.Clear();
        for (var i = 0; i < data.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                pair.At(data.Point(i), data.Point(j), 2 * data.Order + 1);
                pair.Begin();
                for (var a = data.First[i]; a < data.First[i + 1]; a++)
                {
                    var row = weights.Row(a);
                    for (var b = data.First[j]; b < Math.Min(data.First[j + 1], a + 1); b++)
                    {
                        if (a == b)
                        {
                            ofDiagonal[a] = row[a] * pair.Entry(data.Kinds[a], data.Kinds[a]);
                            pair.Add(row[a] * (1 + noise[a]), data.Kinds[a], data.Kinds[a]);
                        }
                        else
                        {
                            pair.Add(2 * row[b], data.Kinds[a], data.Kinds[b]);
                        }
                    }
                }

                pair.AddTo(byLength);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Cross(ReadOnlySpan<double> point, ReadOnlySpan<Observable> kinds, Observations data,
        ReadOnlySpan<double> lengths, Span<double> to)
    {
        var pair = new CovariancePair<TCorrelation>(lengths);
        var order = 0;
        foreach (var kind in kinds)
            order = Math.Max(order, kind.Order);
        for (var row = 0; row < data.Rows; row++)
        {
            pair.At(point, data.Point(row), data.Order + order);
            for (var k = 0; k < kinds.Length; k++)
            {
                for (var b = data.First[row]; b < data.First[row + 1]; b++)
                    to[k * data.Equations + b] = pair.Entry(kinds[k], data.Kinds[b]);
            }
        }
    }

    public override double Variance(Observable kind, ReadOnlySpan<double> lengths)
    {
        var pair = new CovariancePair<TCorrelation>(lengths);
        var point = new double[lengths.Length];
        pair.At(point, point, 2 * kind.Order);
        return pair.Entry(kind, kind);
    }
}
