using Sobolev.Kernels;
using Sobolev.Randomness;

namespace Sobolev.Surrogates;

/// <summary>Random initialisation of a network.</summary>
public enum Initialisation
{
    /// <summary>torch's Linear: weights and biases uniform within 1 / sqrt(fan-in).</summary>
    Pytorch,

    /// <summary>Weights normal with variance 2 / fan-in, biases zero (He et al. 2015); for ReLU.</summary>
    He,

    /// <summary>Weights uniform with variance 2 / (fan-in + fan-out), biases zero (Glorot and Bengio 2010); for tanh.</summary>
    Glorot,

    /// <summary>Weights normal with variance 1 / fan-in, biases zero (LeCun et al. 1998).</summary>
    Lecun,
}

/// <summary>
/// Draws initial weights in double precision into a flat vector: the same numbers for every backend, device and precision.
/// </summary>
internal static class InitialWeights
{
    /// <summary>All parameters in <see cref="MlpShape"/>'s order, drawn in that order.</summary>
    public static double[] Draw(MlpShape shape, Initialisation initialisation, RandomStream rng)
    {
        var parameters = new double[shape.ParameterCount];
        var rest = parameters.AsSpan();
        foreach (var (fanIn, fanOut) in shape.Layers)
        {
            var weights = rest[..(fanIn * fanOut)];
            var biases = rest.Slice(weights.Length, fanOut);
            foreach (ref var weight in weights)
                weight = Weight(initialisation, fanIn, fanOut, rng);
            if (initialisation == Initialisation.Pytorch)
            {
                foreach (ref var bias in biases)
                    bias = Weight(initialisation, fanIn, fanOut, rng);
            }

            rest = rest[(weights.Length + biases.Length)..];
        }

        return parameters;
    }

    private static double Weight(Initialisation initialisation, int fanIn, int fanOut, RandomStream rng) => initialisation switch
    {
        Initialisation.Pytorch => Uniform(rng, Math.Sqrt(1.0 / fanIn)),
        Initialisation.He => Math.Sqrt(2.0 / fanIn) * rng.NextNormal(),
        // a uniform variable within b has variance b * b / 3
        Initialisation.Glorot => Uniform(rng, Math.Sqrt(6.0 / (fanIn + fanOut))),
        Initialisation.Lecun => Math.Sqrt(1.0 / fanIn) * rng.NextNormal(),
        _ => throw new ArgumentOutOfRangeException(nameof(initialisation), initialisation, "no such initialisation"),
    };

    private static double Uniform(RandomStream rng, double bound) => rng.NextUniform(-bound, bound);
}
