using System.Runtime.CompilerServices;

namespace Sobolev.Surrogates;

/// <summary>Two points: the ratios along each input, of which their entries are products.</summary>
/// <remarks>
/// Compiled with all optimisations at the first call: a fit of few rows is over before the just-in-time compiler would return to it.
/// </remarks>
internal sealed class CovariancePair<TCorrelation>
    where TCorrelation : struct, ICorrelation
{
    /// <summary>Ratios of an input: up to two derivatives on either side, and one more for the length scale.</summary>
    private const int Orders = 6;

    /// <summary>The exponential of less is 0 times any polynomial.</summary>
    private const double LeastExponent = -745;

    private readonly double[] _inverses;
    private readonly double[] _ratios;
    private readonly double[] _byLength;
    private readonly double[] _inside;
    private readonly double[] _replaced;
    private double _f;
    private double _total;

    /// <param name="lengths">A length scale for each input.</param>
    public CovariancePair(ReadOnlySpan<double> lengths)
    {
        _inverses = new double[lengths.Length];
        for (var k = 0; k < lengths.Length; k++)
            _inverses[k] = 1 / lengths[k];
        (_ratios, _byLength) = (new double[lengths.Length * Orders], new double[lengths.Length * Orders]);
        (_inside, _replaced) = (new double[lengths.Length], new double[lengths.Length]);
    }

    /// <summary>Takes two points, for derivatives up to <paramref name="orders"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void At(ReadOnlySpan<double> x, ReadOnlySpan<double> other, int orders)
    {
        double factor = 1, exponent = 0;
        for (var k = 0; k < _inverses.Length; k++)
        {
            var inverse = _inverses[k];
            var s = (x[k] - other[k]) * inverse;
            var ratios = _ratios.AsSpan(k * Orders, Math.Min(orders, Orders - 1) + 1);
            factor *= TCorrelation.At(s, ratios, ref exponent);
            var scale = 1.0;
            for (var m = 0; m + 1 < ratios.Length; m++)
            {
                _byLength[k * Orders + m] = -(m * ratios[m] + s * ratios[m + 1]) * scale;
                ratios[m] *= scale;
                scale *= inverse;
            }

            ratios[^1] *= scale;
        }

        _f = exponent > LeastExponent ? factor * Math.Exp(exponent) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(Span<double> byLength)
    {
        for (var k = 0; k < byLength.Length; k++)
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
