using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// While it lasts, convolutions and products of this thread are computed in bfloat16 from weights in 32 bits, which they are rounded from
/// (libtorch's autocast; TorchSharp does not bind it). Sums, normalisation and losses stay in 32 bits.
/// </summary>
internal sealed class Autocast : IDisposable
{
    private readonly DeviceType _device;

    private Autocast(DeviceType device)
    {
        _device = device;
        TorchCpu.SetAutocast(device, enabled: true);
    }

    /// <returns>Null, which needs no end, for other precisions.</returns>
    public static Autocast? Begin(ComputePrecision precision, Device device) =>
        precision == ComputePrecision.Bfloat16 ? new Autocast(device.type) : null;

    /// <summary>Numbers of 16 bits in 32, others as they are: a new tensor in any case.</summary>
    public static Tensor Widened(Tensor numbers) => numbers.dtype == ScalarType.BFloat16 ? numbers.to(float32) : numbers.alias();

    /// <summary>Forgets the rounded weights too, which the optimiser is about to change.</summary>
    public void Dispose() => TorchCpu.SetAutocast(_device, enabled: false);
}
