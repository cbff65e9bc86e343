using Sobolev.Arcade;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Runs;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>How a teacher is recorded.</summary>
internal sealed record RecorderKeys(int Decisions, Behaviour Behaviour, double Epsilon, int Players);

/// <summary>
/// Lets a policy play, several episodes at a time, and keeps what it saw and did. Episodes are numbered, each with streams of its own, and
/// kept in that order, so that which of them is longer decides nothing.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private readonly PolicyNetwork _policy;
    private readonly SeatBatch _batch;
    private readonly RecorderKeys _keys;
    private readonly Func<int, RandomStream> _actionsOf;
    private readonly Take[] _takes;
    private readonly SortedDictionary<int, RecordedEpisode> _ended = [];
    private int _next;

    /// <param name="policy">The teacher; the recorder owns it.</param>
    /// <param name="game">Makes a game.</param>
    /// <param name="keys">How, and how much.</param>
    /// <param name="seed">Of all streams.</param>
    /// <param name="device">Where the policy is.</param>
    public Recorder(PolicyNetwork policy, Func<IGame> game, RecorderKeys keys, long seed, Device device)
    {
        (_policy, _keys) = (policy, keys);
        _actionsOf = episode => new RandomStream(seed, $"record/{episode}/actions");
        Seat[] seats = [.. Enumerable.Range(0, keys.Players).Select(seat => new Seat(game(), episode => new RandomStream(seed, $"record/{episode}"), new PlayerKeys(), seat))];
        _batch = new SeatBatch(seats, device);
        _takes = [.. seats.Select(seat => new Take(seat, _actionsOf(seat.Episode)))];
        _next = seats.Length;
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
        for (var i = 0; i < _takes.Length; i++)
        {
            var take = _takes[i];
            if (!take.Act(PolicyChoice.Choose(_keys.Behaviour, _keys.Epsilon, logPolicy.AsSpan(i * _policy.Actions, _policy.Actions), take.Chance)))
                continue;
            _ended.Add(take.Seat.Episode, take.Pack());
            take.Seat.Begin(_next++);
            _takes[i] = new Take(take.Seat, _actionsOf(take.Seat.Episode));
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

        for (var i = 0; i < _takes.Length; i++)
        {
            _takes[i].Seat.Save(state, $"take{i}");
            state.Put($"take{i}.chance", _takes[i].Chance.State);
        }
    }

    public void Load(TrialState state)
    {
        _next = (int)state.Integer("next");
        _ended.Clear();
        foreach (var number in state.Values<long>("ended"))
            _ended.Add((int)number, new RecordedEpisode(state.Values<byte>($"episode{number}.frames"), state.Values<byte>($"episode{number}.actions"), state.Values<float>($"episode{number}.rewards")));
        for (var i = 0; i < _takes.Length; i++)
        {
            // the episode again from its number, up to where it was
            var seat = _takes[i].Seat;
            seat.Begin((int)state.Integer($"take{i}.episode"));
            var take = new Take(seat, new RandomStream(state.Unsigned($"take{i}.chance")));
            foreach (var action in state.Values<byte>($"take{i}.actions"))
                take.Act(action);
            _takes[i] = take;
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
        return new RecordedEpisode(FrameChunk.Pack(frames.AsSpan(0, (decisions + RecordedEpisode.Lead) * FrameChunk.FrameSize)), episode.Actions[..decisions], episode.Rewards[..decisions]);
    }

    /// <summary>An episode that is being played.</summary>
    private sealed class Take
    {
        private readonly List<byte> _frames = [];
        private readonly List<float> _rewards = [];

        public Take(Seat seat, RandomStream chance)
        {
            (Seat, Chance) = (seat, chance);
            _frames.AddRange(seat.Player.History);
        }

        public Seat Seat { get; }

        public RandomStream Chance { get; }

        /// <returns>Whether the episode is over.</returns>
        public bool Act(int action)
        {
            var step = Seat.Act(action);
            _rewards.Add((float)step.Reward);
            if (!step.Over)
                _frames.AddRange(Seat.Player.Frame);
            return step.Over;
        }

        public RecordedEpisode Pack() => new(FrameChunk.Pack([.. _frames]), [.. Seat.Actions], [.. _rewards]);
    }
}
