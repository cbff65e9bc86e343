using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Images with every n-th row and column.</summary>
/// <remarks>
/// A 1x1 convolution with a stride is one without, of such images. oneDNN's weight gradient of the strided one writes behind its buffer
/// when images are channels-last and have fewer channels than a vector has numbers, on every processor with AVX2 (docs/known-issues.md); so
/// networks here subsample first.
/// </remarks>
internal static class Subsampling
{
    /// <param name="images">(batch, channels, rows, columns).</param>
    /// <param name="stride">Step along rows and columns; with 1 the images themselves are returned.</param>
    public static Tensor Every(this Tensor images, long stride) =>
        stride == 1 ? images : images[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: stride),
            TensorIndex.Slice(step: stride)];
}
