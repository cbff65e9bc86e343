using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>Tensors times numbers, for what is done in every update.</summary>
/// <remarks>
/// The operators make a Scalar of the number that nothing holds while libtorch reads it: a garbage collection in another thread at that moment
/// frees it. Here it lives until the product is there.
/// </remarks>
internal static class TensorScalars
{
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar held = factor;
        return tensor.mul(held);
    }
}
