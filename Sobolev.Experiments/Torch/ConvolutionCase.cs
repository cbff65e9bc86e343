using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>One convolution whose value, input gradient and weight gradient in 32 bits are measured against those in 64 bits.</summary>
/// <param name="Batch">Images; with 16 or more libtorch leaves the convolution to oneDNN for any number of threads.</param>
/// <param name="Inputs">Channels of the images.</param>
/// <param name="Outputs">Channels of the value.</param>
/// <param name="Kernel">Rows and columns of the kernel, padded by half of it.</param>
/// <param name="Stride">Step of the kernel in both directions.</param>
/// <param name="ChannelsLast">Whether the channels of a pixel lie together in memory.</param>
internal sealed record ConvolutionCase(long Batch, long Inputs, long Outputs, long Kernel, long Stride = 1, bool ChannelsLast = false)
{
    /// <summary>Rows and columns of an image.</summary>
    private const long Side = 6;

    /// <summary>
    /// The largest difference between 32 and 64 bits, relative to the largest entry, over value and both gradients; NaN counts as infinite.
    /// Draws no random numbers: those of the training stay as they are.
    /// </summary>
    public double Error()
    {
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var images = Waves(Batch * Side * Side * Inputs, 0.7).reshape(Batch, Side, Side, Inputs).permute(0, 3, 1, 2);
        if (!ChannelsLast)
            images = images.contiguous();
        var kernels = Waves(Outputs * Inputs * Kernel * Kernel, 1.3).reshape(Outputs, Inputs, Kernel, Kernel);
        var (single, exact) = (Jet(images, kernels), Jet(images.to(float64), kernels.to(float64)));
        return single.Zip(exact, Difference).Max();
    }

    private Tensor[] Jet(Tensor images, Tensor kernels)
    {
        var (x, w) = (images.detach().requires_grad_(true), kernels.detach().requires_grad_(true));
        var y = nn.functional.conv2d(x, w, strides: [Stride], padding: [Kernel / 2]);
        // a separate output gradient, so that no symmetry hides a channel
        y.backward([Waves(y.numel(), 2.1).reshape(y.shape).to(y.dtype)]);
        return [y, x.grad!, w.grad!];
    }

    private static double Difference(Tensor single, Tensor exact)
    {
        var difference = ((single.to(float64) - exact).abs().max() / exact.abs().max()).ToDouble();
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private static Tensor Waves(long count, double frequency) => (arange(count, float32) * (float)frequency).sin();
}
