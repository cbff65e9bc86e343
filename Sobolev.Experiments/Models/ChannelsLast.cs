using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Images, and weights of convolutions, with their channels innermost in memory, as the tensor cores of a GPU read them: cuDNN need not
/// rearrange them in every update, and layers hand this layout on. The shape is that of every other layout.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>Whether weights lie so on a device: on a GPU. The processor's library has another layout.</summary>
    public static bool SuitsDevice(Device device) => device.type == DeviceType.CUDA;

    /// <summary>
    /// Whether policy networks and their frames lie so: where convolutions are those of tensor cores. In 32 bits cuDNN's kernels of this
    /// layout are slower for their large strides: 0.70 ms for an update of <c>distill</c> on an H200, not 0.57.
    /// </summary>
    public static bool SuitsPolicies(Device device, ComputePrecision precision) =>
        SuitsDevice(device) && precision != ComputePrecision.Float32;

    /// <summary>Whether a parameter is the weight of a convolution, (outputs, inputs, height, width).</summary>
    public static bool SuitsShape(ReadOnlySpan<long> shape) => shape.Length == 4;

    /// <param name="line">Contiguous, with the numbers of a weight in this layout.</param>
    /// <param name="shape">(outputs, inputs, height, width)</param>
    /// <returns>The weight in that shape, in the same memory.</returns>
    public static Tensor View(Tensor line, ReadOnlySpan<long> shape) =>
        line.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);

    /// <param name="weight">(outputs, inputs, height, width), in any layout.</param>
    /// <returns>Its numbers in this layout, one after the other.</returns>
    public static Tensor Line(Tensor weight) => weight.permute(0, 2, 3, 1).reshape(-1);

    /// <param name="images">(batch, channels, height, width)</param>
    /// <returns>The same in this layout.</returns>
    public static Tensor Of(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Rearranges the weights of a network that is not trained.</summary>
    public static void Arrange(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (_, parameter) in network.named_parameters())
        {
            if (SuitsShape(parameter.shape))
                parameter.set_(View(Line(parameter.detach()), parameter.shape));
        }
    }
}
