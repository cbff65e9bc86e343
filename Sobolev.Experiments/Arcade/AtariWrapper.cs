using Sobolev.Randomness;

namespace Sobolev.Arcade;

/// <summary>Settings of the Atari preprocessing.</summary>
public sealed record AtariOptions
{
    /// <summary>Machine frames that an action is held.</summary>
    public int FrameSkip { get; init; } = 4;

    /// <summary>An episode begins with at most so many machine frames of doing nothing.</summary>
    public int NoopMax { get; init; } = 30;

    /// <summary>Actions after which an episode is ended: half an hour of a machine with 60 frames a second.</summary>
    public int MaxEpisodeSteps { get; init; } = 27_000;
}

/// <summary>Effect of an action.</summary>
public readonly record struct AtariStep(double Reward, bool LifeLost, bool Over);

/// <summary>An episode as its seed and its actions.</summary>
public sealed record EpisodeState(ulong Seed, byte[] Actions);

/// <summary>
/// The usual Atari preprocessing of a game: an action is repeated for some frames, a view is the maximum of the last two of them, and the
/// last four of such views are the history; episodes begin after a random number of frames without action.
/// </summary>
public sealed class AtariWrapper(IGame game, RandomStream rng, AtariOptions keys)
{
    private const int Views = 4;
    private readonly byte[] _history = new byte[Views * Canvas.Pixels];
    private readonly byte[] _earlier = new byte[Canvas.Pixels];
    // room for a whole episode, as far as that is small: acting allocates nothing
    private readonly List<byte> _actions = new(Math.Min(keys.MaxEpisodeSteps, 1 << 15));
    private ulong _seed;

    /// <summary>(4, 84, 84), oldest first.</summary>
    public ReadOnlySpan<byte> History => _history;

    /// <summary>The newest view, 84x84.</summary>
    public ReadOnlySpan<byte> Frame => _history.AsSpan((Views - 1) * Canvas.Pixels);

    /// <summary>Sum of the rewards of this episode.</summary>
    public double Score { get; private set; }

    /// <summary>Machine frames of this episode, the idle ones at its start included.</summary>
    public long Frames { get; private set; }

    /// <summary>Begins a new episode.</summary>
    public void Start() => Start(rng.NextUInt64());

    public AtariStep Act(int action)
    {
        _actions.Add((byte)action);
        var (reward, lives, seen) = (0.0, game.Lives, false);
        for (var k = 0; k < keys.FrameSkip && !game.IsOver; k++)
        {
            if (k == keys.FrameSkip - 1 && !game.BlendsFrames)
            {
                game.Screen(_earlier);
                seen = true;
            }

            reward += game.Act(action);
            Frames++;
        }

        Look(seen);
        Score += reward;
        return new AtariStep(reward, game.Lives < lives, game.IsOver || _actions.Count >= keys.MaxEpisodeSteps);
    }

    /// <summary>Everything that <see cref="Load"/> needs to restore this episode.</summary>
    public EpisodeState Save() => new(_seed, [.. _actions]);

    /// <summary>Replays an episode up to its saved place; the owner keeps the stream of new episodes.</summary>
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
        var episode = new RandomStream(seed);
        var idle = episode.NextInt(keys.NoopMax + 1);
        game.Start(episode.NextUInt64());
        for (; Frames < idle && !game.IsOver; Frames++)
            Score += game.Act(0);
        for (var k = 0; k < Views; k++)
            game.Screen(_history.AsSpan(k * Canvas.Pixels, Canvas.Pixels));
    }

    /// <param name="earlierToo">Whether the frame before the last one is available.</param>
    private void Look(bool earlierToo)
    {
        _history.AsSpan(Canvas.Pixels).CopyTo(_history);
        var view = _history.AsSpan((Views - 1) * Canvas.Pixels);
        game.Screen(view);
        if (earlierToo)
            Canvas.Brighten(view, _earlier);
    }
}
