using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// The losses of a training as numbers. The host waits for a device to finish all its work before it can read a number, so on a GPU most
/// updates leave their loss there unread; on the processor every loss is read.
/// </summary>
/// <remarks>A loss that is not finite makes all parameters so: it is seen at the next reading.</remarks>
internal sealed class LossReader : IDisposable
{
    /// <summary>One of so many losses is read, where reading is late.</summary>
    public const int Every = 16;

    private readonly bool _isLate;
    private Tensor? _unread;
    private double[] _known = [double.PositiveInfinity];
    private int _count;

    public LossReader(Device device)
        : this(isLate: device.type != DeviceType.CPU) { }

    internal LossReader(bool isLate) => _isLate = isLate;

    /// <summary>Takes the losses of an update.</summary>
    /// <param name="losses">Any shape; its graph is not needed.</param>
    /// <returns>These losses, or the last that were read.</returns>
    public IReadOnlyList<double> Take(Tensor losses)
    {
        _unread?.Dispose();
        _unread = losses.detach().DetachFromDisposeScope();
        return _isLate && _count++ % Every != 0 ? _known : Read();
    }

    /// <summary>The losses of the last update; waits for the device.</summary>
    public IReadOnlyList<double> Read()
    {
        if (_unread is { } losses)
        {
            using var scope = NewDisposeScope();
            _known = losses.to(ScalarType.Float64).cpu().data<double>().ToArray();
            losses.Dispose();
            _unread = null;
        }

        return _known;
    }

    public void Dispose() => _unread?.Dispose();
}
