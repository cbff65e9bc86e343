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
    private double _known = double.PositiveInfinity;
    private int _count;

    public LossReader(Device device)
        : this(isLate: device.type != DeviceType.CPU) { }

    internal LossReader(bool isLate) => _isLate = isLate;

    /// <summary>Takes the loss of an update.</summary>
    /// <param name="total">A tensor without dimensions; its graph is not needed.</param>
    /// <returns>This loss, or the last that was read.</returns>
    public double Take(Tensor total)
    {
        _unread?.Dispose();
        _unread = total.detach().DetachFromDisposeScope();
        return _isLate && _count++ % Every != 0 ? _known : Read();
    }

    /// <summary>The loss of the last update; waits for the device.</summary>
    public double Read()
    {
        if (_unread is { } loss)
        {
            _known = loss.ToDouble();
            loss.Dispose();
            _unread = null;
        }

        return _known;
    }

    public void Dispose() => _unread?.Dispose();
}
