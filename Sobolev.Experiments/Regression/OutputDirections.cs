using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>The random unit vectors of a trial, drawn afresh for each sample of each update.</summary>
internal sealed class OutputDirections(int dimension, RandomStream stream)
{
    private readonly double[] _direction = new double[dimension];
    private RandomStream _stream = stream;

    /// <summary>The next direction; valid until the one after it.</summary>
    public ReadOnlySpan<double> Next()
    {
        _stream.NextDirection(_direction);
        return _direction;
    }

    public void Save(TrialState state) => state.Put("projections.state", _stream.State);

    public void Load(TrialState state) => _stream = new RandomStream(state.Unsigned("projections.state"));
}
