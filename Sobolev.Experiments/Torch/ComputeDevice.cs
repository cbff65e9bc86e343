using TorchSharp;

namespace Sobolev.Torch;

/// <summary>The device of tensors: the processor, or one NVIDIA device. Known without loading libtorch.</summary>
/// <param name="CudaIndex">The device's number, or null for the processor.</param>
public sealed record ComputeDevice(int? CudaIndex)
{
    public static ComputeDevice Cpu { get; } = new((int?)null);

    public bool IsCuda => CudaIndex is not null;

    /// <summary>TorchSharp's name for it; loads libtorch.</summary>
    public torch.Device ToTorch()
    {
        LibTorch.EnsureLoaded();
        return CudaIndex is { } index ? new torch.Device(DeviceType.CUDA, index) : new torch.Device(DeviceType.CPU);
    }

    public override string ToString() => CudaIndex is { } index ? $"cuda:{index}" : "cpu";
}
