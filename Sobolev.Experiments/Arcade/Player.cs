using Sobolev.Randomness;

namespace Sobolev.Arcade;

/// <summary>The habits around a game.</summary>
public sealed record PlayerKeys
{
    public int Repeat { get; init; } = 4;
    public int NoOpStarts { get; init; } = 30;
    public int MostSteps { get; init; } = 27_000;
}

/// <summary>What an action did.</summary>
public readonly record struct PlayerStep(double Reward, bool LifeLost, bool Over);

/// <summary>An episode as its seed and its actions.</summary>
public sealed record EpisodeState(ulong Seed, byte[] Actions);

/// <summary>The Atari habits around a game.</summary>
public sealed class Player(IGame game, RandomStream chance, PlayerKeys keys)
{
    private const int Size = 84 * 84;
    private readonly byte[] _history = new byte[4 * Size];
    private readonly byte[] _last = new byte[Size];
    private readonly List<byte> _actions = [];
    private ulong _seed;

    public ReadOnlySpan<byte> History => _history;

    public ReadOnlySpan<byte> Frame => _history.AsSpan(3 * Size);

    public double Score { get; private set; }

    public long Frames { get; private set; }

    public void Start() => Start(chance.NextUInt64());

    public PlayerStep Act(int action)
    {
        _actions.Add((byte)action);
        var (reward, lives) = (0.0, game.Lives);
        _history.AsSpan(Size).CopyTo(_history);
        var frame = _history.AsSpan(3 * Size);
        for (var k = 0; k < keys.Repeat && !game.IsOver; k++)
        {
            reward += game.Act(action);
            if (k == keys.Repeat - 2)
                game.Screen(_last);
        }

        game.Screen(frame);
        for (var i = 0; i < Size; i++)
            frame[i] = Math.Max(frame[i], _last[i]);
        Score += reward;
        Frames++;
        return new PlayerStep(reward, game.Lives < lives, game.IsOver || _actions.Count >= keys.MostSteps);
    }

    public EpisodeState Save() => new(_seed, [.. _actions]);

    public void Load(EpisodeState state)
    {
        Start(state.Seed);
        foreach (var action in state.Actions)
            Act(action);
    }

    private void Start(ulong seed)
    {
        _seed = seed;
        _actions.Clear();
        (Score, Frames) = (0, 0);
        game.Start(seed);
        var idle = new RandomStream(seed).NextInt(keys.NoOpStarts + 1);
        for (var k = 0; k < idle && !game.IsOver; k++)
            game.Act(0);
        for (var k = 0; k < 4; k++)
            game.Screen(_history.AsSpan(k * Size, Size));
    }
}
