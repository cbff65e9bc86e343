using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>
/// One actor of A3C: its own environments, its own copy of the parameters, updated before each rollout; its gradients go to the object that
/// updates the shared ones.
/// </summary>
/// <remarks>
/// Acting and learning share one forward pass: the parameters do not change within a rollout, so the graph that chose an action is the
/// one that its gradient needs.
/// </remarks>
internal sealed class Actor : IDisposable
{
    private readonly PolicyNetwork _network;
    private readonly FlatParameters _parameters;
    private readonly VectorEnv _batch;
    private readonly A3cKeys _keys;
    private readonly string _name;
    private readonly float[] _rewards, _returns;
    private readonly bool[] _ends;
    private readonly long[] _actions;
    private RandomStream _rng;

    public Actor(PolicyNetwork network, VectorEnv batch, A3cKeys keys, RandomStream rng, string name)
    {
        (_network, _batch, _keys, _rng, _name) = (network, batch, keys, rng, name);
        _parameters = FlatParameters.Of(network, channelsLast: false);
        var count = keys.Rollout * batch.Runners.Count;
        (_rewards, _returns, _ends, _actions) = (new float[count], new float[count], new bool[count], new long[count]);
    }

    /// <summary>The scores of the episodes that ended since the last call.</summary>
    public List<double> Finished { get; } = [];

    /// <summary>Plays and differentiates; <paramref name="step"/> is given the gradients.</summary>
    /// <returns>The loss.</returns>
    public double Rollout(FlatParameters shared, Action<Tensor> step)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
            _parameters.Values.copy_(shared.Values);
        var (logPolicies, values) = (new Tensor[_keys.Rollout], new Tensor[_keys.Rollout]);
        for (var t = 0; t < _keys.Rollout; t++)
        {
            (logPolicies[t], values[t]) = _network.Both(_batch.Histories(type: _parameters.Values.dtype));
            Act(t, logPolicies[t]);
        }

        Returns.Discounted(_rewards, _ends, ExpectedReturns(), _keys.Discount, _returns);
        var device = logPolicies[0].device;
        var loss = ActorCritic.Loss(cat(logPolicies), cat(values), tensor(_actions, device: device),
            tensor(_returns, device: device), _keys);
        _parameters.Zero();
        loss.Total.backward();
        using (no_grad())
            step(_parameters.Gradients.to(shared.Values.dtype));
        return TorchSharp.TensorExtensionMethods.ToDouble(loss.Total);
    }

    public void Save(TrialState state)
    {
        state.Put($"{_name}.chance", _rng.State);
        for (var runner = 0; runner < _batch.Runners.Count; runner++)
            _batch.Runners[runner].Save(state, $"{_name}.{runner}");

        state.Put<double>($"{_name}.finished", Finished.ToArray());
    }

    public void Load(TrialState state)
    {
        _rng = new RandomStream(state.Unsigned($"{_name}.chance"));
        for (var runner = 0; runner < _batch.Runners.Count; runner++)
            _batch.Runners[runner].Load(state, $"{_name}.{runner}");
        Finished.Clear();
        Finished.AddRange(state.Values<double>($"{_name}.finished"));
    }

    public void Dispose()
    {
        _batch.Dispose();
        _parameters.Dispose();
        _network.Dispose();
    }

    private void Act(int t, Tensor logPolicy)
    {
        var actions = _network.Actions;
        using var here = logPolicy.detach().cpu();
        ReadOnlySpan<float> rows = here.data<float>().ToArray();
        var chosen = new int[_batch.Runners.Count];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = PolicyChoice.Draw(rows.Slice(i * actions, actions), _rng);
        var steps = _batch.Act(chosen);
        for (var i = 0; i < chosen.Length; i++)
        {
            var (k, runner, step) = (t * chosen.Length + i, _batch.Runners[i], steps[i]);
            _actions[k] = chosen[i];
            _rewards[k] = (float)(_keys.SignsOfRewards ? Math.Sign(step.Reward) : step.Reward);
            _ends[k] = step.Over || (_keys.LifeEnds && step.LifeLost);
            if (!step.Over)
                continue;
            Finished.Add(runner.Atari.Score);
            runner.Begin(runner.Episode + 1);
        }
    }

    private float[] ExpectedReturns()
    {
        using var quiet = no_grad();
        return [.. _network.Both(_batch.Histories(type: _parameters.Values.dtype)).Value.cpu().data<float>()];
    }
}
