using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>One minimisation of minus the logarithm of the likelihood, with one correlation from one start.</summary>
/// <param name="number">Its number among several.</param>
/// <param name="data">The observations.</param>
/// <param name="start">Where it begins.</param>
internal sealed class LikelihoodSearch(int number, Observations data, LikelyProcess start)
{
    /// <summary>Likelihoods whose logarithms differ by less are the same; single iterations can gain less on the way.</summary>
    private const double Negligible = 0.1;

    private const int InARow = 2;

    /// <summary>Where rounding hides the minimum along a line, more evaluations of a likelihood find nothing.</summary>
    private const int AlongALine = 8;

    private readonly Observations _data = data;
    private KrigingLikelihood? _likelihood;
    private Lbfgs? _minimiser;
    private int _withoutGain;

    public int Number => number;

    /// <summary>The last iterations gained nothing worth their time.</summary>
    public bool HasEnded => _minimiser is { HasEnded: true } || _withoutGain == InARow;

    /// <summary>Minus the logarithm of the likelihood; infinite before the first iteration.</summary>
    public double Value => _minimiser is { Value: var value } && double.IsFinite(value) ? value : double.PositiveInfinity;

    public LikelyProcess Found =>
        _minimiser is null ? start : start with { Parameters = KrigingParameters.OfLogarithms(_minimiser.Point, _data) };

    /// <summary>Begins with the curvature of a search on fewer observations. What was learned is part of what is saved.</summary>
    public void Learn(LikelihoodSearch before)
    {
        _minimiser ??= Begin();
        // the logarithm of a likelihood grows with the observations
        if (before._minimiser is { } learned)
            _minimiser.Learn(learned, _data.Count / before._data.Count);
    }

    /// <param name="threads">Threads of a likelihood; their number changes no bit of the result.</param>
    public void Advance(int threads)
    {
        if (HasEnded)
            return;
        _minimiser ??= Begin();
        _likelihood!.Threads = threads;
        var before = _minimiser.Value;
        _minimiser.Iterate();
        _withoutGain = before - _minimiser.Value < Negligible ? _withoutGain + 1 : 0;
    }

    public double[] Save() => _minimiser is null ? [] : [_withoutGain, .. _minimiser.Save()];

    public void Load(double[] saved)
    {
        if (saved.Length == 0)
            return;
        _withoutGain = (int)saved[0];
        _minimiser = Begin();
        _minimiser.Load(saved[1..]);
    }

    /// <summary>Begins where the matrix has a factor.</summary>
    private Lbfgs Begin()
    {
        _likelihood = new KrigingLikelihood(_data, start.Correlation);
        var begin = start.Parameters;
        while (_likelihood.Solve(begin) is null)
            begin = begin with { Noise = Array.ConvertAll(begin.Noise, noise => 10 * noise) };
        return new Lbfgs(_likelihood.At, begin.ToLogarithms(), memory: 20, flat: 1e-3, AlongALine);
    }
}
