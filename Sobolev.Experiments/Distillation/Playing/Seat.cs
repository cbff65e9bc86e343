using Sobolev.Arcade;
using Sobolev.Randomness;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>A game with a player before it, an episode after the other. An episode depends on its number and its actions alone.</summary>
internal sealed class Seat : IDisposable
{
    private readonly IGame _game;
    private readonly Func<int, RandomStream> _chanceOf;
    private readonly PlayerKeys _keys;
    private readonly List<byte> _actions = [];

    /// <param name="game">The seat owns it.</param>
    /// <param name="chanceOf">The stream of an episode.</param>
    /// <param name="keys">The habits around the game.</param>
    /// <param name="episode">The first one.</param>
    public Seat(IGame game, Func<int, RandomStream> chanceOf, PlayerKeys keys, int episode)
    {
        (_game, _chanceOf, _keys) = (game, chanceOf, keys);
        Player = Begin(episode);
    }

    public Player Player { get; private set; }

    public int Episode { get; private set; }

    /// <summary>Actions of this episode so far.</summary>
    public IReadOnlyList<byte> Actions => _actions;

    public int ActionCount => _game.Actions;

    public Player Begin(int episode)
    {
        Episode = episode;
        _actions.Clear();
        Player = new Player(_game, _chanceOf(episode), _keys);
        Player.Start();
        return Player;
    }

    public PlayerStep Act(int action)
    {
        _actions.Add((byte)action);
        return Player.Act(action);
    }

    public void Save(TrialState state, string name)
    {
        state.Put($"{name}.episode", Episode);
        state.Put<byte>($"{name}.actions", _actions.ToArray());
    }

    /// <summary>Plays the episode again up to where it was.</summary>
    public void Load(TrialState state, string name)
    {
        Begin((int)state.Integer($"{name}.episode"));
        foreach (var action in state.Values<byte>($"{name}.actions"))
            Act(action);
    }

    public void Dispose() => _game.Dispose();
}
