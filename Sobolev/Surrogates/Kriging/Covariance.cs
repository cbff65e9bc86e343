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
    /// <summary>Ratios of an input: up to two derivatives on either side, and one more for the length scale.</summary>
    protected const int Orders = 6;

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
    public abstract void Cross(ReadOnlySpan<double> point, ReadOnlySpan<Observable> kinds, Observations data, ReadOnlySpan<double> lengths, Span<double> to);

    /// <summary>The variance of a kind at one point.</summary>
    public abstract double Variance(Observable kind, ReadOnlySpan<double> lengths);
}

/// <inheritdoc/>
internal sealed class Covariance<TCorrelation> : Covariance
    where TCorrelation : struct, ICorrelation
{
    public override void Fill(Observations data, ReadOnlySpan<double> lengths, ReadOnlySpan<double> noise, Cholesky to)
    {
        var pair = new Pair(data.Inputs);
        for (var i = 0; i < data.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                pair.At(data.Point(i), data.Point(j), lengths, 2 * data.Order);
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

    public override void Differentiate(
        Observations data,
        ReadOnlySpan<double> lengths,
        ReadOnlySpan<double> noise,
        Cholesky weights,
        Span<double> byLength,
        Span<double> ofDiagonal)
    {
        var pair = new Pair(data.Inputs);
        byLength.Clear();
        for (var i = 0; i < data.Rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                pair.At(data.Point(i), data.Point(j), lengths, 2 * data.Order + 1);
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

    public override void Cross(ReadOnlySpan<double> point, ReadOnlySpan<Observable> kinds, Observations data, ReadOnlySpan<double> lengths, Span<double> to)
    {
        var pair = new Pair(data.Inputs);
        var order = 0;
        foreach (var kind in kinds)
            order = Math.Max(order, kind.Order);
        for (var row = 0; row < data.Rows; row++)
        {
            pair.At(point, data.Point(row), lengths, data.Order + order);
            for (var k = 0; k < kinds.Length; k++)
            {
                for (var b = data.First[row]; b < data.First[row + 1]; b++)
                    to[k * data.Equations + b] = pair.Entry(kinds[k], data.Kinds[b]);
            }
        }
    }

    public override double Variance(Observable kind, ReadOnlySpan<double> lengths)
    {
        var pair = new Pair(lengths.Length);
        var point = new double[lengths.Length];
        pair.At(point, point, lengths, 2 * kind.Order);
        return pair.Entry(kind, kind);
    }

    /// <summary>Two points: the ratios along each input, of which their entries are products.</summary>
    private sealed class Pair(int inputs)
    {
        private readonly double[] _ratios = new double[inputs * Orders];
        private readonly double[] _byLength = new double[inputs * Orders];
        private readonly double[] _inside = new double[inputs];
        private readonly double[] _replaced = new double[inputs];
        private double _f;
        private double _total;

        /// <summary>Takes two points, for derivatives up to <paramref name="orders"/>.</summary>
        public void At(ReadOnlySpan<double> x, ReadOnlySpan<double> other, ReadOnlySpan<double> lengths, int orders)
        {
            _f = 1;
            for (var k = 0; k < inputs; k++)
            {
                var inverse = 1 / lengths[k];
                var s = (x[k] - other[k]) * inverse;
                var ratios = _ratios.AsSpan(k * Orders, Math.Min(orders, Orders - 1) + 1);
                _f *= TCorrelation.At(s, ratios);
                var scale = 1.0;
                for (var m = 0; m + 1 < ratios.Length; m++)
                {
                    _byLength[k * Orders + m] = -(m * ratios[m] + s * ratios[m + 1]) * scale;
                    ratios[m] *= scale;
                    scale *= inverse;
                }

                ratios[^1] *= scale;
            }
        }

        public double Entry(Observable left, Observable right)
        {
            if (left.Second >= 0 || right.Second >= 0)
                return Product(left, right, replaced: -1);
            var (p, q) = (left.First, right.First);
            if (p < 0)
                return q < 0 ? _f : -_f * _ratios[q * Orders + 1];
            if (q < 0)
                return _f * _ratios[p * Orders + 1];
            return p == q ? -_f * _ratios[p * Orders + 2] : -_f * _ratios[p * Orders + 1] * _ratios[q * Orders + 1];
        }

        /// <summary>Begins the sums over the entries of these two points.</summary>
        public void Begin()
        {
            _total = 0;
            Array.Clear(_inside);
            Array.Clear(_replaced);
        }

        public void Add(double weight, Observable left, Observable right)
        {
            if (left.Second >= 0 || right.Second >= 0)
            {
                AddSecond(weight, left, right);
                return;
            }

            // values and first partials, nearly all there is: written out, for speed
            var (p, q) = (left.First, right.First);
            if (p < 0 && q < 0)
            {
                _total += weight * _f;
                return;
            }

            var signed = q < 0 ? weight * _f : -weight * _f;
            if (p < 0 || q < 0)
            {
                var place = Math.Max(p, q) * Orders + 1;
                AddInside(Math.Max(p, q), signed * _ratios[place], signed * _byLength[place]);
                _total += signed * _ratios[place];
            }
            else if (p == q)
            {
                AddInside(p, signed * _ratios[p * Orders + 2], signed * _byLength[p * Orders + 2]);
                _total += signed * _ratios[p * Orders + 2];
            }
            else
            {
                var (left1, right1) = (_ratios[p * Orders + 1], _ratios[q * Orders + 1]);
                var weighted = signed * left1 * right1;
                AddInside(p, weighted, signed * _byLength[p * Orders + 1] * right1);
                AddInside(q, weighted, signed * _byLength[q * Orders + 1] * left1);
                _total += weighted;
            }
        }

        /// <summary>By the logarithm of each length scale; inputs that an entry is not differentiated by change its f alone.</summary>
        public void AddTo(Span<double> byLength)
        {
            for (var k = 0; k < inputs; k++)
                byLength[k] += _byLength[k * Orders] * (_total - _inside[k]) + _replaced[k];
        }

        private void AddInside(int input, double weighted, double replaced)
        {
            _inside[input] += weighted;
            _replaced[input] += replaced;
        }

        private void AddSecond(double weight, Observable left, Observable right)
        {
            var weighted = weight * Entry(left, right);
            _total += weighted;
            ReadOnlySpan<int> by = [left.First, left.Second, right.First, right.Second];
            for (var place = 0; place < by.Length; place++)
            {
                var input = by[place];
                if (input >= 0 && !by[..place].Contains(input))
                    AddInside(input, weighted, weight * Product(left, right, input));
            }
        }

        private double Product(Observable left, Observable right, int replaced)
        {
            ReadOnlySpan<int> by = [left.First, left.Second, right.First, right.Second];
            var product = (right.Order & 1) == 0 ? _f : -_f;
            for (var place = 0; place < by.Length; place++)
            {
                var input = by[place];
                if (input < 0 || by[..place].Contains(input))
                    continue;
                var times = by.Count(input);
                product *= (input == replaced ? _byLength : _ratios)[input * Orders + times];
            }

            return product;
        }
    }
}
