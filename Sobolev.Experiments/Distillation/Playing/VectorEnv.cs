using Sobolev.Arcade;
using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>Several runners whose histories a network sees as one batch, and whose games play at the same time.</summary>
internal sealed class VectorEnv : IDisposable
{
    private const int HistorySize = PolicyLayers.History * PolicyLayers.Side * PolicyLayers.Side;

    private readonly Tensor _bytes;
    private readonly Device _device;

    /// <param name="runners">The batch owns them.</param>
    /// <param name="device">Device of the network.</param>
    public VectorEnv(IReadOnlyList<EpisodeRunner> runners, Device device)
    {
        (Runners, _device) = (runners, device);
        _bytes = zeros(runners.Count, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side, dtype: uint8).DetachFromDisposeScope();
    }

    public IReadOnlyList<EpisodeRunner> Runners { get; }

    /// <summary>The histories of these runners, or of all, (count, 4, 84, 84), grey levels from 0 to 1.</summary>
    public Tensor Histories(IReadOnlyList<int>? which = null, ScalarType type = ScalarType.Float32)
    {
        var count = which?.Count ?? Runners.Count;
        var bytes = _bytes.bytes;
        for (var row = 0; row < count; row++)
            Runners[which?[row] ?? row].Atari.History.CopyTo(bytes[(row * HistorySize)..]);
        using var rows = _bytes.narrow(0, 0, count);
        return Frames.ToGrey(rows, _device, type);
    }

    /// <summary>One action in each of these runners, or of all.</summary>
    /// <returns>Effects, one for each action.</returns>
    public AtariStep[] Act(ReadOnlySpan<int> actions, IReadOnlyList<int>? which = null)
    {
        for (var row = 0; row < actions.Length; row++)
            Runners[which?[row] ?? row].Announce(actions[row]);
        var steps = new AtariStep[actions.Length];
        for (var row = 0; row < actions.Length; row++)
            steps[row] = Runners[which?[row] ?? row].Act(actions[row]);
        return steps;
    }

    public void Dispose()
    {
        _bytes.Dispose();
        foreach (var runner in Runners)
            runner.Dispose();
    }
}
