using Sobolev.Arcade;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.State;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>A3C on one game: actors that update shared parameters without locks, with one shared optimiser.</summary>
internal sealed class TeacherTrial : ITrial
{
    private readonly TeacherConfig _config;
    private readonly string _game;
    private readonly long _seed;
    private readonly long _rounds;
    private readonly Device _device;
    private readonly PolicyNetwork _network;
    private readonly FlatParameters _shared;
    private readonly FlatRmsProp? _rmsProp;
    private readonly FlatAdam? _adam;
    private readonly Actor[] _actors;
    private readonly WorkerThreads _threads;

    public TeacherTrial(TeacherConfig config, string game, long seed, long rounds, Device device)
    {
        (_config, _game, _seed, _rounds, _device) = (config, game, seed, rounds, device);
        var actions = DistilledGames.ActionsOf(game, config.Game.Atari);
        _network = new PolicyNetwork(PolicyLayers.Teacher, actions);
        _network.Draw(new RandomStream(seed, "weights"));
        _network.to(device);
        _shared = FlatParameters.Of(_network, channelsLast: false);
        if (config.A3c.Optimiser == A3cOptimiser.Rmsprop)
            _rmsProp = new FlatRmsProp(_shared, config.A3c.Decay, config.A3c.EpsilonOfOptimiser());
        else
            _adam = new FlatAdam(_shared, config.A3c.LearningRate, epsilon: config.A3c.EpsilonOfOptimiser());
        _actors = [.. Enumerable.Range(0, config.A3c.Actors).Select(actor => ActorOf(actor, actions))];
        _threads = new WorkerThreads(_actors.Length);
    }

    public long Step { get; private set; }

    public double Advance()
    {
        var losses = new double[_actors.Length];
        _threads.Run(index =>
        {
            for (var rollout = 0; rollout < _config.A3c.RolloutsPerRound; rollout++)
                losses[index] += _actors[index].Rollout(_shared, Update) / _config.A3c.RolloutsPerRound;
        });
        Step++;
        return losses.Average();
    }

    public IReadOnlyList<double> Evaluate()
    {
        var scores = PolicyEvaluation.Play(() => Games.Create(_game, _config.Game.Atari), _network,
            new EvaluationOptions(_config.EvaluationEpisodes, _seed, $"evaluation/{Step}", _config.Game.Atari), _device);
        double[] trained = [.. _actors.SelectMany(actor => actor.Finished)];
        foreach (var actor in _actors)
            actor.Finished.Clear();
        return [Step * _config.StepsOfRound, trained.Length, trained.Length == 0 ? double.NaN : trained.Average(), scores.Average()];
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        _shared.Save(state, "parameters");
        _rmsProp?.Save(state.Part("rmsprop"));
        _adam?.Save(state.Part("adam"));
        foreach (var actor in _actors)
            actor.Save(state);
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        _shared.Load(state, "parameters");
        _rmsProp?.Load(state.Part("rmsprop"));
        _adam?.Load(state.Part("adam"));
        foreach (var actor in _actors)
            actor.Load(state);
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        (PolicyFile.HalfTensors(_network), new Dictionary<string, string> { ["format"] = "sobolev-policy", ["game"] = _game });

    public void Dispose()
    {
        _threads.Dispose();
        foreach (var actor in _actors)
            actor.Dispose();
        _rmsProp?.Dispose();
        _adam?.Dispose();
        _shared.Dispose();
        _network.Dispose();
    }

    private Actor ActorOf(int index, int actions)
    {
        EpisodeRunner[] runners = [
            .. Enumerable.Range(0, _config.A3c.Environments)
                .Select(
                    runner => new EpisodeRunner(
                        Games.Create(_game, _config.Game.Atari),
                        episode => new RandomStream(_seed, $"games/{index}/{runner}/{episode}"),
                        _config.Game.Atari,
                        0)),
        ];
        var type = _config.A3c.Precision == A3cPrecision.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        var network = (PolicyNetwork)new PolicyNetwork(PolicyLayers.Teacher, actions).to(_device).to(type);
        return new Actor(network, new VectorEnv(runners, _device), _config.A3c, new RandomStream(_seed, $"actor/{index}"), $"actor{index}");
    }

    /// <summary>Any actor, at any time: overlapping updates may lose a little of each other, which costs less than waiting would.</summary>
    private void Update(Tensor gradients)
    {
        var keys = _config.A3c;
        var rate = keys.LearningRate * (1 - (double)Step / _rounds);
        using var norm = gradients.norm();
        var scale = Math.Min(1, keys.Clip / (norm.ToDouble() + 1e-6));
        if (_rmsProp is not null)
        {
            _rmsProp.Step(gradients, rate, scale);
            return;
        }

        _adam!.LearningRate = rate;
        _adam.Step(gradients.mul_(scale));
    }
}
