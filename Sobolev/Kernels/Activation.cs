namespace Sobolev.Kernels;

/// <summary>The nonlinearity after each hidden layer of a multilayer perceptron.</summary>
public enum Activation
{
    Relu,

    /// <summary>Slope 0.01 below zero.</summary>
    LeakyRelu,
    Tanh,

    /// <summary>log(1 + exp x)</summary>
    Softplus,

    /// <summary>x / (1 + exp -x)</summary>
    Silu,
    Sine,
}
