using Sobolev.Kernels;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Activations as torch computes them.</summary>
public static class Activations
{
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Relu => x.relu(),
        Activation.LeakyRelu => nn.functional.leaky_relu(x, 0.01),
        Activation.Tanh => x.tanh(),
        Activation.Softplus => nn.functional.softplus(x),
        Activation.Silu => nn.functional.silu(x),
        Activation.Sine => x.sin(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "no such activation"),
    };

    /// <summary>
    /// Whether a network of this activation has second derivatives other than zero. The second derivatives of a piecewise linear network
    /// are zero, and autograd reports this silently: an objective of order two would train nothing.
    /// </summary>
    public static bool HasSecondDerivative(this Activation activation) => activation is not (Activation.Relu or Activation.LeakyRelu);
}
