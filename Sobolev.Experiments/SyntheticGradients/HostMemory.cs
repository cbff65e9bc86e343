using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>Tensors of 32-bit numbers as memory of this process: shared on the CPU, a copy on a GPU.</summary>
internal static class HostMemory
{
    public delegate void Using(Span<float> values);

    /// <param name="tensor">Contiguous, 32 bits.</param>
    /// <param name="use">Operation on its numbers.</param>
    /// <param name="writes">Whether they change: then a copy is copied back.</param>
    public static void Use(Tensor tensor, Using use, bool writes)
    {
        if (tensor.dtype != ScalarType.Float32)
            throw new ArgumentException($"ranks exchange 32-bit numbers, not {tensor.dtype}", nameof(tensor));
        using var quiet = no_grad();
        if (tensor.device_type == TorchSharp.DeviceType.CPU)
        {
            use(MemoryMarshal.Cast<byte, float>(tensor.bytes));
            return;
        }

        using var here = tensor.cpu();
        use(MemoryMarshal.Cast<byte, float>(here.bytes));
        if (writes)
            tensor.copy_(here);
    }
}
