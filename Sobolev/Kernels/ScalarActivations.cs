namespace Sobolev.Kernels;

/// <summary>The activations at a single number.</summary>
internal static class ScalarActivations
{
    /// <summary>s(z), s'(z) and s''(z).</summary>
    public static (double Value, double Slope, double Curvature) At(Activation activation, double z) => activation switch
    {
        Activation.Relu => Numbers(ReluFunction<Lane<double>, double>.At(new(z))),
        Activation.LeakyRelu => Numbers(LeakyReluFunction<Lane<double>, double>.At(new(z))),
        Activation.Tanh => Numbers(TanhFunction<Lane<double>, double>.At(new(z))),
        Activation.Softplus => Numbers(SoftplusFunction<Lane<double>, double>.At(new(z))),
        Activation.Silu => Numbers(SiluFunction<Lane<double>, double>.At(new(z))),
        Activation.Sine => (Math.Sin(z), Math.Cos(z), -Math.Sin(z)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    private static (double, double, double) Numbers((Lane<double> Value, Lane<double> Slope, Lane<double> Curvature) lanes) =>
        (lanes.Value.Number, lanes.Slope.Number, lanes.Curvature.Number);
}
