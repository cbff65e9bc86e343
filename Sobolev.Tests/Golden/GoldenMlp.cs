using System.Text.Json;
using Sobolev.Kernels;

namespace Sobolev.Tests.Golden;

/// <summary>The perceptron of the regress cases, rebuilt from its closed formulas.</summary>
internal static class GoldenMlp
{
    public static MlpShape Shape(JsonElement golden, Activation activation)
    {
        var hidden = golden.GetProperty("hidden").GetInt32();
        return new MlpShape(2, [hidden, hidden], 1, activation);
    }

    /// <summary>The flat parameter vector.</summary>
    public static double[] Parameters(MlpShape shape) =>
        [.. shape.Layers.SelectMany((layer, index) => Layer(layer.FanIn, layer.FanOut, index + 2))];

    /// <summary>Compares a flat gradient with the digests of its layers, weights and biases in turn.</summary>
    public static void SameGradients(JsonElement golden, ReadOnlySpan<double> gradient)
    {
        foreach (var digest in golden.GetProperty("parameter_gradients").EnumerateArray())
        {
            var count = digest.GetProperty("shape").EnumerateArray().Aggregate(1, (product, length) => product * length.GetInt32());
            GoldenFile.SameDigest(digest, gradient[..count]);
            gradient = gradient[count..];
        }

        Assert.Equal(0, gradient.Length);
    }

    private static IEnumerable<double> Layer(int fanIn, int fanOut, double salt) =>
        GoldenFile.Fill(fanIn * fanOut, salt, Math.Sqrt(2.0 / fanIn)).Concat(GoldenFile.Fill(fanOut, salt + 0.5, 0.1));
}
