using System.Buffers.Binary;

namespace Sobolev.Arcade;

/// <summary>A game of the Arcade Learning Environment, which runs in a separate process.</summary>
/// <remarks>
/// Its sprites may be drawn every other frame, so the screen is the maximum of the last two frames, which the bridge takes before the
/// screen is resized to 84x84.
/// Actions are repeated by chance only where the settings say so; then too the same seed and actions give the same game.
/// </remarks>
internal sealed class AleGame : IGame
{
    /// <summary>Bytes of a state before its screen.</summary>
    public const int StateSize = 20;

    private readonly AleBridge _bridge;
    private readonly AreaResize _resize;
    private readonly byte[] _screen;
    private (int Action, int Frames)? _announced;

    /// <param name="rom">A name that ale_py knows, or the path of a ROM file.</param>
    /// <param name="machine">Settings of the machine.</param>
    /// <param name="keys">How the bridge is started.</param>
    /// <param name="time">Measures the bridge's silence.</param>
    public AleGame(string rom, AtariOptions machine, AleOptions keys, TimeProvider time)
    {
        Name = $"ale:{rom}";
        _bridge = new AleBridge(rom, machine, keys, time);
        _resize = new AreaResize((_bridge.Height, _bridge.Width), (Canvas.Side, Canvas.Side));
        _screen = new byte[_bridge.Height * _bridge.Width];
    }

    public string Name { get; }

    public int Actions => _bridge.Actions;

    public int Lives { get; private set; }

    public bool IsOver { get; private set; }

    public bool BlendsFrames => true;

    public bool HasFire => _bridge.HasFire;

    public void Start(ulong seed)
    {
        if (_announced is not null)
            throw new InvalidOperationException("an announced action is played before the next episode");
        _bridge.AskStart((uint)(seed ^ (seed >> 32)));
        Take(_bridge.State());
    }

    public double Act(int action) => Hold(action, 1).Reward;

    public void Announce(int action, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, Actions);
        if (_announced is not null)
            throw new InvalidOperationException("an announced action is played before the next one is announced");
        if (IsOver || frames == 0)
            return;
        _bridge.AskAct(action, frames);
        _announced = (action, frames);
    }

    public (double Reward, int Frames) Hold(int action, int frames)
    {
        if (_announced is null)
            Announce(action, frames);
        else if (_announced != (action, frames))
            throw new InvalidOperationException($"action {_announced} was announced, not {(action, frames)}");
        if (_announced is null)
            return (0, 0);
        _announced = null;
        return Take(_bridge.State());
    }

    public void Screen(Span<byte> grey84x84) => _resize.Apply(_screen, grey84x84);

    public void Dispose() => _bridge.Dispose();

    /// <summary>Takes over a state; returns its reward and the frames played for it.</summary>
    private (double Reward, int Frames) Take(ReadOnlySpan<byte> state)
    {
        var (reward, frames) = (BinaryPrimitives.ReadDoubleLittleEndian(state), BinaryPrimitives.ReadInt32LittleEndian(state[16..]));
        Lives = BinaryPrimitives.ReadInt32LittleEndian(state[8..]);
        IsOver = BinaryPrimitives.ReadInt32LittleEndian(state[12..]) != 0;
        state[StateSize..].CopyTo(_screen);
        return (reward, frames);
    }
}
