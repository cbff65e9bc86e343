using System.Numerics;

namespace Sobolev.Kernels;

/// <summary>Parameters of one update of Adam; the defaults are torch.optim.Adam's. Weight decay is added to the gradient.</summary>
internal readonly record struct AdamStep(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999,
    double Epsilon = 1e-8, double WeightDecay = 0);

/// <summary>
/// Adam (Kingma and Ba 2015) with its bias corrections folded into two constants: of
/// p -= rate * (m / c1) / (sqrt(v / c2) + eps), with c = 1 - beta^step, remains p -= Rate * m / (sqrt(v) + Epsilon).
/// </summary>
internal readonly unsafe struct AdamUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _keep1, _add1, _keep2, _add2, _rate, _epsilon, _decay;

    /// <param name="adam">Rates.</param>
    /// <param name="step">1 for the first update.</param>
    public AdamUpdate(AdamStep adam, long step)
    {
        var correction1 = 1 - Math.Pow(adam.Beta1, step);
        var root2 = Math.Sqrt(1 - Math.Pow(adam.Beta2, step));
        _keep1 = T.CreateTruncating(adam.Beta1);
        _add1 = T.CreateTruncating(1 - adam.Beta1);
        _keep2 = T.CreateTruncating(adam.Beta2);
        _add2 = T.CreateTruncating(1 - adam.Beta2);
        _rate = T.CreateTruncating(adam.LearningRate / correction1 * root2);
        _epsilon = T.CreateTruncating(adam.Epsilon * root2);
        _decay = T.CreateTruncating(adam.WeightDecay);
    }

    /// <summary>Moves parameters and their moments by their gradients, in one pass over memory.</summary>
    public void Apply(Span<T> parameters, Span<T> first, Span<T> second, ReadOnlySpan<T> gradients)
    {
        if (first.Length != parameters.Length || second.Length != parameters.Length || gradients.Length != parameters.Length)
            throw new ArgumentException(
                $"{first.Length} first moments, {second.Length} second moments and {gradients.Length} gradients for "
                + $"{parameters.Length} parameters",
                nameof(parameters));
        fixed (T* p = parameters, m = first, v = second, g = gradients)
        {
            var count = parameters.Length;
            switch (SimdWidths.Widest)
            {
                case SimdWidth.Vector512:
                    Apply<Lanes512<T>>(p, m, v, g, count);
                    break;
                case SimdWidth.Vector256:
                    Apply<Lanes256<T>>(p, m, v, g, count);
                    break;
                case SimdWidth.Vector128:
                    Apply<Lanes128<T>>(p, m, v, g, count);
                    break;
                default:
                    Apply<Lane<T>>(p, m, v, g, count);
                    break;
            }
        }
    }

    /// <summary>As above, with vectors of one width.</summary>
    public void Apply<V>(T* parameters, T* first, T* second, T* gradients, int count)
        where V : unmanaged, ILanes<V, T>
    {
        var i = Run<V>(parameters, first, second, gradients, 0, count);
        Run<Lane<T>>(parameters, first, second, gradients, i, count);
    }

    private int Run<V>(T* parameters, T* first, T* second, T* gradients, int i, int count)
        where V : unmanaged, ILanes<V, T>
    {
        V keep1 = V.All(_keep1), add1 = V.All(_add1), keep2 = V.All(_keep2), add2 = V.All(_add2);
        V rate = V.All(_rate), epsilon = V.All(_epsilon), decay = V.All(_decay);
        for (; i + V.Count <= count; i += V.Count)
        {
            var p = V.Load(parameters + i);
            var g = V.MultiplyAdd(decay, p, V.Load(gradients + i));
            var m = V.WithoutSubnormals(V.MultiplyAdd(keep1, V.Load(first + i), add1 * g));
            var v = V.WithoutSubnormals(V.MultiplyAdd(keep2, V.Load(second + i), add2 * g * g));
            m.Store(first + i);
            v.Store(second + i);
            (p - rate * m / (V.Sqrt(v) + epsilon)).Store(parameters + i);
        }

        return i;
    }
}
