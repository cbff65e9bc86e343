using Sobolev.Arcade;
using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Distillation;

/// <summary>A game with a player before it, an episode after the other. An episode depends on its number and its actions alone.</summary>
internal sealed class EpisodeRunner : IDisposable
{
    private readonly IGame _game;
    private readonly Func<int, RandomStream> _rngOf;
    private readonly AtariOptions _keys;
    private readonly List<byte> _actions = [];

    /// <param name="game">The runner owns it.</param>
    /// <param name="rngOf">The stream of an episode.</param>
    /// <param name="keys">Settings of the Atari preprocessing.</param>
    /// <param name="episode">The first one.</param>
    public EpisodeRunner(IGame game, Func<int, RandomStream> rngOf, AtariOptions keys, int episode)
    {
        (_game, _rngOf, _keys) = (game, rngOf, keys);
        Atari = Begin(episode);
    }

    public AtariWrapper Atari { get; private set; }

    public int Episode { get; private set; }

    /// <summary>Actions of this episode so far.</summary>
    public IReadOnlyList<byte> Actions => _actions;

    public int ActionCount => _game.Actions;

    public AtariWrapper Begin(int episode)
    {
        Episode = episode;
        _actions.Clear();
        Atari = new AtariWrapper(_game, _rngOf(episode), _keys);
        Atari.Start();
        return Atari;
    }

    /// <summary>Lets the game begin with the action that the next call of <see cref="Act"/> takes.</summary>
    public void Announce(int action) => Atari.Announce(action);

    public AtariStep Act(int action)
    {
        _actions.Add((byte)action);
        return Atari.Act(action);
    }

    public void Save(TrialState state, string name)
    {
        state.Put($"{name}.episode", Episode);
        state.Put<byte>($"{name}.actions", _actions.ToArray());
    }

    /// <summary>Replays the episode up to its saved place.</summary>
    public void Load(TrialState state, string name)
    {
        Begin((int)state.Integer($"{name}.episode"));
        foreach (var action in state.Values<byte>($"{name}.actions"))
            Act(action);
    }

    public void Dispose() => _game.Dispose();
}
