using Sobolev.Configuration;
using Sobolev.Torch;

namespace Sobolev.Runs;

/// <summary>The keys that every verb with convolutional networks has: how they are computed.</summary>
public abstract record ConvolutionalConfig : RunConfig
{
    [Key(
        "format of convolutions and matrix products in training: float32, tf32 (GPUs from Ampere on) or bfloat16; weights have 32 bits",
        Option = "precision")]
    public ComputePrecision Precision { get; init; }

    [Key("GPU: let cuDNN measure its kernels at their first use and take the fastest; results vary with its choice")]
    public bool CudnnAutotune { get; init; }

    [Key("GPU: only kernels that give the same bits each time; slower, and an operation without one ends the run")]
    public bool Deterministic { get; init; }

    [Key(
        "GPU: record the kernels of an update once and start them together (CUDA graphs, on Linux); false frees their memory between "
        + "updates")]
    public bool CudaGraphs { get; init; } = true;

    /// <summary>How the device computes, for <see cref="Arithmetic.Apply"/>.</summary>
    public Arithmetic Arithmetic() => new(Precision, CudnnAutotune, Deterministic);
}
