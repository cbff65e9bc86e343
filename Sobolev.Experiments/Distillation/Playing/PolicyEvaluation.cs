using Sobolev.Arcade;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>The games of an evaluation and the number of episodes.</summary>
/// <param name="Seed">Seed of all streams.</param>
/// <param name="Name">Distinguishes these episodes from others of the seed.</param>
/// <param name="Atari">Settings of the games.</param>
internal sealed record EvaluationOptions(int Episodes, long Seed, string Name, AtariOptions Atari)
{
    /// <summary>How the policy chooses its actions, and how many episodes are played at a time.</summary>
    public PlayOptions Play { get; init; } = PlayOptions.OfEvaluations;
}

/// <summary>
/// Whole episodes of a game, played by a policy or at random, several at a time. Each has separate random streams and stores its score
/// under its number, so their lengths do not affect the results.
/// </summary>
internal sealed class PolicyEvaluation : IDisposable
{
    private readonly PolicyNetwork? _policy;
    private readonly EvaluationOptions _keys;
    private readonly VectorEnv _batch;
    private readonly RandomStream[] _rng;
    private readonly double[] _scores;
    private readonly List<int> _playing;
    private int _next;

    /// <param name="game">Makes a game.</param>
    /// <param name="policy">The network, which stays the caller's, or null for random play.</param>
    /// <param name="keys">The episodes to play.</param>
    /// <param name="device">Device of the network.</param>
    public PolicyEvaluation(Func<IGame> game, PolicyNetwork? policy, EvaluationOptions keys, Device device)
    {
        (_policy, _keys) = (policy, keys);
        _next = Math.Min(keys.Play.Players, keys.Episodes);
        _playing = [.. Enumerable.Range(0, _next)];
        _batch = new VectorEnv([.. _playing.Select(episode =>
            new EpisodeRunner(game(), number => new RandomStream(keys.Seed, $"{keys.Name}/{number}"), keys.Atari, episode))], device);
        _rng = [.. _playing.Select(ActionsOf)];
        _scores = [.. Enumerable.Repeat(double.NaN, keys.Episodes)];
    }

    /// <summary>Scores of the episodes by number; not-a-number for an unfinished episode.</summary>
    public IReadOnlyList<double> Scores => _scores;

    public bool IsDone => _playing.Count == 0;

    /// <summary>The scores of an evaluation that is played to its end.</summary>
    public static IReadOnlyList<double> Play(Func<IGame> game, PolicyNetwork? policy, EvaluationOptions keys, Device device)
    {
        using var evaluation = new PolicyEvaluation(game, policy, keys, device);
        while (!evaluation.IsDone)
            evaluation.Step();
        return evaluation.Scores;
    }

    /// <summary>One decision in every episode that is being played.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        float[] logPolicy = _policy is null ? [] : [.. _policy.LogPolicy(_batch.Histories(_playing)).cpu().data<float>()];
        var chosen = new int[_playing.Count];
        for (var row = 0; row < chosen.Length; row++)
        {
            var (rng, actions) = (_rng[_playing[row]], _batch.Runners[_playing[row]].ActionCount);
            chosen[row] = _policy is null
                ? rng.NextInt(actions)
                : PolicyChoice.Choose(_keys.Play.Behaviour, _keys.Play.Epsilon, logPolicy.AsSpan(row * actions, actions), rng);
        }

        var steps = _batch.Act(chosen, _playing);
        int[] over = [.. _playing.Where((_, row) => steps[row].Over)];
        foreach (var place in over)
        {
            if (!GoesOn(place))
                _playing.Remove(place);
        }
    }

    public void Save(TrialState state)
    {
        state.Put("next", _next);
        state.Put<double>("scores", _scores);
        state.Put<long>("playing", [.. _playing.Select(place => (long)place)]);
        foreach (var place in _playing)
        {
            _batch.Runners[place].Save(state, $"runner{place}");
            state.Put($"runner{place}.chance", _rng[place].State);
        }
    }

    public void Load(TrialState state)
    {
        _next = (int)state.Integer("next");
        state.CopyTo<double>("scores", _scores);
        _playing.Clear();
        foreach (var place in state.Values<long>("playing").Select(place => (int)place))
        {
            _playing.Add(place);
            _batch.Runners[place].Load(state, $"runner{place}");
            _rng[place] = new RandomStream(state.Unsigned($"runner{place}.chance"));
        }
    }

    public void Dispose() => _batch.Dispose();

    /// <summary>Keeps the score of the episode that is over, and begins the next one where there is one.</summary>
    private bool GoesOn(int place)
    {
        var runner = _batch.Runners[place];
        _scores[runner.Episode] = runner.Atari.Score;
        if (_next == _keys.Episodes)
            return false;
        runner.Begin(_next);
        _rng[place] = ActionsOf(_next++);
        return true;
    }

    private RandomStream ActionsOf(int episode) => new(_keys.Seed, $"{_keys.Name}/{episode}/actions");
}
