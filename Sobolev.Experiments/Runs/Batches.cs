using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>The rows of each update: all of them, or mini-batches of a fresh random order in each pass over the training set.</summary>
internal sealed class Batches
{
    private readonly int[] _order;
    private readonly int _size;
    private RandomStream _stream;
    private ulong _stateAtEpoch;
    private int _position;

    public Batches(int count, int size, RandomStream stream)
    {
        _order = new int[count];
        _size = size == 0 ? count : Math.Min(size, count);
        _stream = stream;
        Reorder();
    }

    /// <summary>The next rows; the last batch of a pass may be smaller.</summary>
    public ReadOnlySpan<int> Next()
    {
        if (_position == _order.Length)
            Reorder();
        var rows = _order.AsSpan(_position, Math.Min(_size, _order.Length - _position));
        _position += rows.Length;
        return rows;
    }

    /// <param name="state">Receives them.</param>
    /// <param name="name">Tells the batches of one worker from those of another.</param>
    public void Save(TrialState state, string name = "batches")
    {
        state.Put($"{name}.state", _stateAtEpoch);
        state.Put($"{name}.position", _position);
    }

    public void Load(TrialState state, string name = "batches")
    {
        _stream = new RandomStream(state.Unsigned($"{name}.state"));
        Reorder();
        _position = (int)state.Integer($"{name}.position");
    }

    private void Reorder()
    {
        _stateAtEpoch = _stream.State;
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        // a full batch keeps the order of the data: sums of another order would differ in the last bit
        if (_size < _order.Length)
            _stream.Shuffle(_order);
        _position = 0;
    }
}
