using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// Tensors in libtorch's own memory. One made of a managed array may share it, wherever the garbage collector put it; and products round by
/// the alignment of their operands, so that the same training would give other last digits in another process.
/// </summary>
internal static class NativeTensors
{
    public static Tensor Of(double[] values, long[] shape, ScalarType dtype, Device device)
    {
        using var managed = tensor(values, shape);
        return managed.to(dtype, device, copy: true);
    }
}
