using Sobolev.Kernels;
using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>
/// The length scales and the noise of one output by the marginal likelihood, an iteration at a time: every correlation and start on a few
/// rows, the best of them on more, and the process of all rows with what was found.
/// </summary>
internal sealed class KrigingSearch
{
    /// <summary>Equations of the first and of the second part; a likelihood of the second takes some hundredths of a second.</summary>
    private const int Few = 300, Many = 1000;

    private const int IterationsOfFew = 60, IterationsOfMany = 30;

    /// <summary>Likelihoods whose logarithms differ by less are the same.</summary>
    private const double Negligible = 1e-2;

    // a rough function, a smooth one nearly without noise, and nearly a polynomial
    private static readonly (double Length, double Noise)[] _starts = [(1, 1e-4), (3, 1e-8), (10, 1e-11)];

    private readonly Observations _data;
    private readonly int[] _order;
    private readonly (Correlation Correlation, double Length, double Noise)[] _tries;
    private readonly List<double[]> _found = [];
    private Lbfgs? _minimiser;
    private int _try;

    /// <param name="data">The observations.</param>
    /// <param name="order">Rows in random order: a part of them is the first so many.</param>
    public KrigingSearch(Observations data, int[] order)
    {
        (_data, _order) = (data, order);
        _tries = [.. from correlation in Enum.GetValues<Correlation>() from start in _starts select (correlation,
            start.Length, start.Noise)];
    }

    /// <summary>Iterations at most.</summary>
    public static int MostSteps => _starts.Length * Enum.GetValues<Correlation>().Length * IterationsOfFew + IterationsOfMany + 1;

    public KrigingModel? Model { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>One iteration; minus the logarithm of the likelihood.</summary>
    public double Advance()
    {
        _minimiser ??= Begin();
        var most = _try < _tries.Length ? IterationsOfFew : IterationsOfMany;
        if (!_minimiser.HasEnded && _minimiser.Iterations < most)
        {
            var before = _minimiser.Value;
            _minimiser.Iterate();
            if (_minimiser.HasEnded || _minimiser.Iterations == most || before - _minimiser.Value < Negligible)
                End();
            return before;
        }

        var value = _minimiser.Value;
        End();
        return value;
    }

    public void Save(TrialState state)
    {
        state.Put("try", _try);
        state.Put("ended", HasEnded ? 1L : 0);
        state.Put<double>("found", [.. _found.SelectMany(found => found)]);
        state.Put<double>("minimiser", _minimiser?.Save() ?? []);
    }

    public void Load(TrialState state)
    {
        (_try, HasEnded) = ((int)state.Integer("try"), state.Integer("ended") == 1);
        _found.Clear();
        foreach (var found in state.Values<double>("found").Chunk(1 + _data.Inputs + _data.Different.Length))
            _found.Add(found);
        var minimiser = state.Values<double>("minimiser");
        _minimiser = minimiser.Length > 0 ? Begin() : null;
        _minimiser?.Load(minimiser);
        if (HasEnded)
            Model = Whole();
    }

    private Lbfgs Begin()
    {
        if (_try < _tries.Length)
        {
            var (correlation, length, noise) = _tries[_try];
            var few = new KrigingLikelihood(Part(Few), correlation);
            return Minimiser(few, few.Start(length, noise));
        }

        var many = new KrigingLikelihood(Part(Many), Best().Correlation);
        return Minimiser(many, Best().Parameters);
    }

    private void End()
    {
        _found.Add([_minimiser!.Value, .. _minimiser.Point]);
        _minimiser = null;
        _try++;
        if (_try < _tries.Length || (_try == _tries.Length && _data.Equations > Few))
            return;
        Model = Whole();
        HasEnded = true;
    }

    private Observations Part(int equations) =>
        _data.Equations <= equations ? _data : _data.Take(_data.RowsWithin(_order, equations)) with { };

    /// <summary>The best of the tries on few rows, or what came of it on more.</summary>
    private (Correlation Correlation, KrigingParameters Parameters) Best()
    {
        var best = Enumerable.Range(0, _tries.Length).MinBy(k => double.IsFinite(_found[k][0]) ? _found[k][0] : double.MaxValue);
        var found = _found.Count > _tries.Length && double.IsFinite(_found[^1][0]) ? _found[^1] : _found[best];
        return (_tries[best].Correlation, KrigingParameters.OfLogarithms(found.AsSpan(1), _data.Inputs));
    }

    /// <summary>The process of all rows. More rows than were looked at can need more noise for their matrix to have a factor.</summary>
    private KrigingModel? Whole()
    {
        var (correlation, parameters) = Best();
        for (var noise = KrigingParameters.LeastNoise; noise < 1; noise *= 10)
        {
            var most = parameters with { Noise = Array.ConvertAll(parameters.Noise, own => Math.Max(own, noise)) };
            if (KrigingModel.Of(_data, correlation, most) is { } model)
                return model;
        }

        return null;
    }

    /// <summary>Begins where the matrix has a factor.</summary>
    private static Lbfgs Minimiser(KrigingLikelihood likelihood, KrigingParameters start)
    {
        while (likelihood.Solve(start) is null)
            start = start with { Noise = Array.ConvertAll(start.Noise, noise => 10 * noise) };
        return new Lbfgs(likelihood.At, start.ToLogarithms(), memory: 20, flat: 1e-3);
    }
}
