using TorchSharp;

namespace Sobolev.Torch;

/// <summary>The number format of convolutions and matrix products; weights and optimisers have 32 bits in each case.</summary>
public enum ComputePrecision
{
    Float32,

    /// <summary>On GPUs from Ampere on: 8 bits of exponent, 10 of mantissa, sums in 32 bits.</summary>
    Tf32,

    /// <summary>8 bits of exponent, 7 of mantissa, sums in 32 bits.</summary>
    Bfloat16,
}

/// <summary>How a GPU computes, for the whole process.</summary>
/// <param name="Precision">Format of convolutions and products.</param>
/// <param name="Autotunes">Whether cuDNN measures its kernels at their first use and takes the fastest.</param>
/// <param name="IsDeterministic">Whether only kernels are used that give the same bits each time.</param>
public sealed record Arithmetic(ComputePrecision Precision, bool Autotunes, bool IsDeterministic)
{
    /// <summary>Applies it; loads libtorch.</summary>
    /// <exception cref="SobolevException">The device does not have this precision.</exception>
    public void Apply(ComputeDevice device)
    {
        if (Precision == ComputePrecision.Tf32 && !device.IsCuda)
            throw new SobolevException(
                ExitCode.Usage,
                $"precision: tf32 is a format of GPUs, and the device is {device}; use float32 or bfloat16");
        LibTorch.EnsureLoaded();
        torch.backends.cudnn.allow_tf32 = Precision == ComputePrecision.Tf32;
        torch.backends.cuda.matmul.allow_tf32 = Precision == ComputePrecision.Tf32;
        TorchCpu.SetAutotuning(Autotunes);
        TorchCpu.SetDeterministic(IsDeterministic);
    }
}
