using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>Several seats whose histories a network sees as one batch.</summary>
internal sealed class SeatBatch : IDisposable
{
    private const int HistorySize = PolicyLayers.History * PolicyLayers.Side * PolicyLayers.Side;

    private readonly Tensor _bytes;
    private readonly Device _device;

    /// <param name="seats">The batch owns them.</param>
    /// <param name="device">Where the network is.</param>
    public SeatBatch(IReadOnlyList<Seat> seats, Device device)
    {
        (Seats, _device) = (seats, device);
        _bytes = zeros(seats.Count, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side, dtype: uint8).DetachFromDisposeScope();
    }

    public IReadOnlyList<Seat> Seats { get; }

    /// <summary>The histories of these seats, or of all, (count, 4, 84, 84), grey levels from 0 to 1.</summary>
    public Tensor Histories(IReadOnlyList<int>? which = null, ScalarType type = ScalarType.Float32)
    {
        var count = which?.Count ?? Seats.Count;
        var bytes = _bytes.bytes;
        for (var row = 0; row < count; row++)
            Seats[which?[row] ?? row].Player.History.CopyTo(bytes[(row * HistorySize)..]);
        using var rows = _bytes.narrow(0, 0, count);
        return Frames.ToGrey(rows, _device, type);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        foreach (var seat in Seats)
            seat.Dispose();
    }
}
