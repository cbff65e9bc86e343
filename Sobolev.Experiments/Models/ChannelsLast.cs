using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Weights of convolutions with their input channels innermost in memory, as the tensor cores of a GPU read them: cuDNN need not
/// rearrange them in every update, and layers hand this layout on. The shape is that of every other layout.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>Whether weights lie so on a device: on a GPU. The processor's library has another layout.</summary>
    public static bool SuitsDevice(Device device) => device.type == DeviceType.CUDA;

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

    /// <summary>Rearranges the weights of a network that is not trained, where its device suits.</summary>
    public static void Arrange(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (_, parameter) in network.named_parameters())
        {
            if (SuitsDevice(parameter.device) && SuitsShape(parameter.shape))
                parameter.set_(View(Line(parameter.detach()), parameter.shape));
        }
    }
}
