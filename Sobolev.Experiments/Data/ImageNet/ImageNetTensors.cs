using System.Collections.Concurrent;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Data;

/// <summary>Decoded images as networks see them: normalised by ImageNet's means and deviations, as torchvision's networks expect.</summary>
public static class ImageNetTensors
{
    private static readonly float[] _mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] _deviation = [0.229f, 0.224f, 0.225f];

    private static readonly ConcurrentDictionary<string, (Tensor Scale, Tensor Shift)> _onDevices = [];

    /// <param name="rgb">(count, side, side, 3)</param>
    /// <param name="count">Number of images.</param>
    /// <param name="side">Height and width.</param>
    /// <param name="device">Target device.</param>
    /// <returns>(count, 3, side, side), channels last in memory, in the caller's dispose scope.</returns>
    public static Tensor Of(ReadOnlySpan<byte> rgb, int count, int side, Device device)
    {
        using var scope = NewDisposeScope();
        var bytes = empty(count, side, side, 3, dtype: uint8);
        rgb[..(count * side * side * 3)].CopyTo(bytes.bytes);
        // moved as bytes, a quarter of the numbers
        var (scale, shift) = _onDevices.GetOrAdd(device.ToString(), _ => Constants(device));
        return NativeTensors.Moved(bytes, device).to(float32).mul_(scale).add_(shift).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>1 / (255 deviation) and - mean / deviation, of each channel; made once for a device and never freed.</summary>
    private static (Tensor Scale, Tensor Shift) Constants(Device device)
    {
        using var scope = NewDisposeScope();
        var deviation = tensor(_deviation, device: device);
        var scale = deviation.mul(255).reciprocal_();
        var shift = tensor(_mean, device: device).div_(deviation).neg_();
        return (scale.DetachFromDisposeScope(), shift.DetachFromDisposeScope());
    }
}
