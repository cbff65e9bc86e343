using Sobolev.Kernels;

namespace Sobolev.Export;

/// <summary>The activations with their slopes at a number z; no exponential overflows.</summary>
internal static class ActivationSource
{
    public static void Write(SourceWriter to, Activation activation, string value, string slope)
    {
        void Both(string ofValue, string ofSlope)
        {
            to.Assign(value, ofValue);
            to.Assign(slope, ofSlope);
        }

        switch (activation)
        {
            case Activation.Relu:
            case Activation.LeakyRelu:
                var below = activation == Activation.Relu ? "0.0" : "0.01";
                to.If("z > 0.0", () => to.Assign(slope, "1.0"), () => to.Assign(slope, below));
                to.Assign(value, $"z * {slope}");
                break;
            case Activation.Tanh:
                Both("tanh(z)", $"1.0 - {value} * {value}");
                break;
            case Activation.Softplus:
                // z itself above 20, as torch and the kernels have it
                to.Number("w", "exp(-fabs(z))");
                to.If(
                    "z > 20.0",
                    () => Both("z", "1.0"),
                    () => to.If("z > 0.0", () => Both("z + log(1.0 + w)", "1.0 / (1.0 + w)"), () => Both("log(1.0 + w)", "w / (1.0 + w)")));
                break;
            case Activation.Silu:
                to.Number("w", "exp(-fabs(z))");
                to.Number("l", "1.0 / (1.0 + w)");
                to.If("z < 0.0", () => to.Assign("l", "w / (1.0 + w)"));
                Both("z * l", "l * (1.0 + z * (1.0 - l))");
                break;
            case Activation.Sine:
                Both("sin(z)", "cos(z)");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }
}
