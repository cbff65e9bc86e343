using Sobolev.Randomness;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>The networks inside the synthetic-gradient modules of the supplement.</summary>
internal static class GradientNetworks
{
    private const string Output = "output";

    /// <summary>
    /// Activations (batch, channels, side, side) to logits (batch, classes): conv 3x3, ReLU, linear, as on CIFAR-10; its log loss models
    /// the loss.
    /// </summary>
    public static nn.Module<Tensor, Tensor> Classifier(long channels, long side, int classes, long width) => nn.Sequential(
        ("conv", nn.Conv2d(channels, width, 3, padding: 1)),
        ("relu", nn.ReLU()),
        ("flatten", nn.Flatten()),
        (Output, nn.Linear(width * side * side, classes)));

    /// <summary>
    /// Activations of any size to logits (batch, classes), as on ImageNet: conv 3x3, ReLU, conv 3x3 of stride two, ReLU, average over the
    /// pixels, conv 1x1.
    /// </summary>
    public static nn.Module<Tensor, Tensor> PoolingClassifier(long channels, int classes, long width) => nn.Sequential(
        ("conv1", nn.Conv2d(channels, width, 3, padding: 1)),
        ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(width, width, 3, stride: 2, padding: 1)),
        ("relu2", nn.ReLU()),
        ("pool", nn.AdaptiveAvgPool2d(1)),
        (Output, nn.Conv2d(width, classes, 1)),
        ("flatten", nn.Flatten()));

    /// <summary>
    /// Activations to their gradient, in their shape: three 3x3 convolutions that keep the resolution, ReLU between them; the last has to
    /// end in the channels of the activations.
    /// </summary>
    /// <param name="channels">Number of channels of the activations.</param>
    /// <param name="classes">Planes of the label beside them (<see cref="WithLabels"/>), or 0.</param>
    /// <param name="width">Channels between.</param>
    public static nn.Module<Tensor, Tensor> Direct(long channels, int classes, long width) => nn.Sequential(
        ("conv1", nn.Conv2d(channels + classes, width, 3, padding: 1)),
        ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(width, width, 3, padding: 1)),
        ("relu2", nn.ReLU()),
        (Output, nn.Conv2d(width, channels, 3, padding: 1)));

    /// <summary>
    /// Activations with a constant plane for each class behind their channels: one for the sample's own, zero for the others.
    /// </summary>
    public static Tensor WithLabels(Tensor activations, Tensor oneHot) =>
        cat([activations, oneHot.unsqueeze(-1).unsqueeze(-1).expand(-1, -1, activations.shape[2], activations.shape[3])], 1);

    /// <summary>
    /// Initial weights; with <paramref name="zeroOutput"/> the last layer's are zero, and with them the synthetic gradient.
    /// </summary>
    public static void Draw(nn.Module<Tensor, Tensor> network, bool zeroOutput, RandomStream rng)
    {
        HeWeights.Draw(network, rng);
        using var quiet = no_grad();
        if (zeroOutput)
            network.get_parameter($"{Output}.weight")!.zero_();
    }
}
