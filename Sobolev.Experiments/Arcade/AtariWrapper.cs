using Sobolev.Randomness;

namespace Sobolev.Arcade;

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

    /// <summary>Lets the machine begin with the action that the next call of <see cref="Act"/> takes.</summary>
    public void Announce(int action)
    {
        if (game.BlendsFrames)
            game.Announce(action, keys.FrameSkip);
    }

    public AtariStep Act(int action)
    {
        _actions.Add((byte)action);
        var lives = game.Lives;
        var (reward, seen) = Hold(action);
        var isLifeLost = game.Lives < lives;
        if (isLifeLost && Fires && !keys.LifeEnds && !game.IsOver)
        {
            (var more, seen) = Press([0, 1, 2]);
            reward += more;
        }

        Look(seen);
        Score += reward;
        return new AtariStep(reward, isLifeLost, game.IsOver || (keys.LifeEnds && isLifeLost) || _actions.Count >= keys.MaxEpisodeSteps);
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
        var episode = new RandomStream(seed);
        var idle = keys.NoopMin + episode.NextInt(Math.Max(keys.NoopMax - keys.NoopMin, 0) + 1);
        game.Start(episode.NextUInt64());
        var (reward, frames) = game.Hold(0, idle);
        (Score, Frames) = (reward, frames);
        var seen = false;
        if (Fires && !game.IsOver)
        {
            (reward, seen) = Press([1, 2]);
            Score += reward;
        }

        _history.AsSpan().Clear();
        for (var k = keys.HistoryStart == HistoryStart.Zeros ? Views - 1 : 0; k < Views; k++)
            Screen(_history.AsSpan(k * Canvas.Pixels, Canvas.Pixels), seen);
    }

    private bool Fires => keys.FireOnReset && game.HasFire;

    /// <summary>Holds buttons one after the other.</summary>
    private (double Reward, bool Seen) Press(ReadOnlySpan<int> actions)
    {
        var (sum, seen) = (0.0, false);
        foreach (var action in actions)
        {
            if (action >= game.Actions || game.IsOver)
                continue;
            (var reward, seen) = Hold(action);
            sum += reward;
        }

        return (sum, seen);
    }

    /// <summary>Holds an action for the frames of a decision.</summary>
    /// <returns>The reward, and whether the frame before the last one is available.</returns>
    private (double Reward, bool Seen) Hold(int action)
    {
        if (game.BlendsFrames)
        {
            var (sum, frames) = game.Hold(action, keys.FrameSkip);
            Frames += frames;
            return (sum, false);
        }

        var (reward, seen) = (0.0, false);
        for (var k = 0; k < keys.FrameSkip && !game.IsOver; k++)
        {
            if (k == keys.FrameSkip - 1)
            {
                game.Screen(_earlier);
                seen = true;
            }

            reward += game.Act(action);
            Frames++;
        }

        return (reward, seen);
    }

    /// <param name="earlierToo">Whether the frame before the last one is available.</param>
    private void Look(bool earlierToo)
    {
        _history.AsSpan(Canvas.Pixels).CopyTo(_history);
        Screen(_history.AsSpan((Views - 1) * Canvas.Pixels), earlierToo);
    }

    private void Screen(Span<byte> view, bool earlierToo)
    {
        game.Screen(view);
        if (earlierToo)
            Canvas.Brighten(view, _earlier);
    }
}
