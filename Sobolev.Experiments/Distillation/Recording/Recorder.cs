using Sobolev.Arcade;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>Settings for recording a teacher.</summary>
internal sealed record RecorderOptions(int Decisions, Behaviour Behaviour, double Epsilon, int Players, AtariOptions Atari);

/// <summary>
/// Lets a policy play, several episodes at a time, and stores its frames and actions. Episodes are numbered, each with separate random
/// streams, and kept in that order, so that which of them is longer decides nothing.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private readonly PolicyNetwork _policy;
    private readonly VectorEnv _batch;
    private readonly RecorderOptions _keys;
    private readonly Func<int, RandomStream> _actionsOf;
    private readonly EpisodeBuffer[] _buffers;
    private readonly SortedDictionary<int, RecordedEpisode> _ended = [];
    private int _next;

    /// <param name="policy">The teacher; the recorder owns it.</param>
    /// <param name="game">Makes a game.</param>
    /// <param name="keys">Behaviour of the teacher and length of the recording.</param>
    /// <param name="seed">Seed of all streams.</param>
    /// <param name="device">Device of the policy.</param>
    public Recorder(PolicyNetwork policy, Func<IGame> game, RecorderOptions keys, long seed, Device device)
    {
        (_policy, _keys) = (policy, keys);
        _actionsOf = episode => new RandomStream(seed, $"record/{episode}/actions");
        EpisodeRunner[] runners = [
            .. Enumerable.Range(0, keys.Players)
                .Select(
                    runner => new EpisodeRunner(
                        game(),
                        episode => new RandomStream(seed, $"record/{episode}"),
                        keys.Atari,
                        runner)),
        ];
        _batch = new VectorEnv(runners, device);
        _buffers = [.. runners.Select(runner => new EpisodeBuffer(runner, _actionsOf(runner.Episode)))];
        _next = runners.Length;
    }

    /// <summary>Decisions of the episodes kept so far, in order and without a gap.</summary>
    public int Kept => InOrder().Sum(episode => episode.Count);

    public bool IsDone => Kept >= _keys.Decisions;

    /// <summary>The episodes kept, the last one cut where there are enough decisions.</summary>
    public IReadOnlyList<RecordedEpisode> Episodes()
    {
        var episodes = new List<RecordedEpisode>();
        var left = _keys.Decisions;
        foreach (var episode in InOrder().TakeWhile(_ => left > 0))
        {
            episodes.Add(episode.Count <= left ? episode : Cut(episode, left));
            left -= episode.Count;
        }

        return episodes;
    }

    /// <summary>One decision of every player.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        float[] logPolicy = [.. _policy.LogPolicy(_batch.Histories()).cpu().data<float>()];
        var steps = _batch.Act([.. _buffers.Select((buffer, i) => PolicyChoice.Choose(
            _keys.Behaviour, _keys.Epsilon, logPolicy.AsSpan(i * _policy.Actions, _policy.Actions), buffer.Chance))]);
        for (var i = 0; i < _buffers.Length; i++)
        {
            var buffer = _buffers[i];
            buffer.Add(steps[i]);
            if (!steps[i].Over)
                continue;
            _ended.Add(buffer.Runner.Episode, buffer.Pack());
            buffer.Runner.Begin(_next++);
            _buffers[i] = new EpisodeBuffer(buffer.Runner, _actionsOf(buffer.Runner.Episode));
        }
    }

    public void Save(TrialState state)
    {
        state.Put("next", _next);
        var ended = _ended.ToArray();
        state.Put<long>("ended", Array.ConvertAll(ended, pair => (long)pair.Key));
        foreach (var (number, episode) in ended)
        {
            state.Put<byte>($"episode{number}.frames", episode.Frames);
            state.Put<byte>($"episode{number}.actions", episode.Actions);
            state.Put<float>($"episode{number}.rewards", episode.Rewards);
        }

        for (var i = 0; i < _buffers.Length; i++)
        {
            _buffers[i].Runner.Save(state, $"buffer{i}");
            state.Put($"buffer{i}.chance", _buffers[i].Chance.State);
        }
    }

    public void Load(TrialState state)
    {
        _next = (int)state.Integer("next");
        _ended.Clear();
        foreach (var number in state.Values<long>("ended"))
            _ended.Add(
                (int)number,
                new RecordedEpisode(
                    state.Values<byte>($"episode{number}.frames"),
                    state.Values<byte>($"episode{number}.actions"),
                    state.Values<float>($"episode{number}.rewards")));
        for (var i = 0; i < _buffers.Length; i++)
        {
            // the episode again from its number, up to where it was
            var runner = _buffers[i].Runner;
            runner.Begin((int)state.Integer($"buffer{i}.episode"));
            var buffer = new EpisodeBuffer(runner, new RandomStream(state.Unsigned($"buffer{i}.chance")));
            foreach (var action in state.Values<byte>($"buffer{i}.actions"))
                buffer.Add(runner.Act(action));
            _buffers[i] = buffer;
        }
    }

    public void Dispose()
    {
        _batch.Dispose();
        _policy.Dispose();
    }

    private IEnumerable<RecordedEpisode> InOrder() => _ended.TakeWhile((pair, index) => pair.Key == index).Select(pair => pair.Value);

    private static RecordedEpisode Cut(RecordedEpisode episode, int decisions)
    {
        var frames = new byte[episode.FrameCount * FrameChunk.FrameSize];
        FrameChunk.Unpack(episode.Frames, frames);
        return new RecordedEpisode(FrameChunk.Pack(frames.AsSpan(0, (decisions + RecordedEpisode.Lead) * FrameChunk.FrameSize)),
            episode.Actions[..decisions], episode.Rewards[..decisions]);
    }

    /// <summary>An episode that is being played.</summary>
    private sealed class EpisodeBuffer
    {
        private readonly List<byte> _frames = [];
        private readonly List<float> _rewards = [];

        public EpisodeBuffer(EpisodeRunner runner, RandomStream rng)
        {
            (Runner, Chance) = (runner, rng);
            _frames.AddRange(runner.Atari.History);
        }

        public EpisodeRunner Runner { get; }

        public RandomStream Chance { get; }

        /// <summary>Keeps the effect of the runner's last action.</summary>
        public void Add(AtariStep step)
        {
            _rewards.Add((float)step.Reward);
            if (!step.Over)
                _frames.AddRange(Runner.Atari.Frame);
        }

        public RecordedEpisode Pack() => new(FrameChunk.Pack([.. _frames]), [.. Runner.Actions], [.. _rewards]);
    }
}
