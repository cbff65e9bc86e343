using Sobolev.Kernels;
using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>A multilayer perceptron with its gradient as a program; p is the flat vector of <see cref="MlpShape"/>.</summary>
internal static class NetworkSource
{
    public static void Write(SourceWriter to, NetworkModel network, Uncertainty? uncertainty)
    {
        ScalingSource.Tables(to, network.Scaling);
        to.Table("PARAMETERS", network.Parameters);
        to.Function("network", ["p", "x"], ["y", "dydx"], () => Body(to, network.Shape));
        to.Function("evaluate", ["x"], ["y", "dydx"], () => to.Call("network", "PARAMETERS", "x", "y", "dydx"));
        if (uncertainty is not null)
            SpreadSource.Write(to, network, uncertainty);
    }

    private static void Body(SourceWriter to, MlpShape shape)
    {
        var layers = Layers(shape);
        ScalingSource.ScaledPoint(to, shape.Inputs, "a0");
        for (var k = 0; k + 1 < layers.Length; k++)
            Hidden(to, shape.Activation, layers[k], k);
        var last = layers[^1];
        to.For("o", last.FanOut, () =>
        {
            to.Number("z", $"p[{last.Bias} + o]");
            to.For("i", last.FanIn, () => to.Add("z", $"p[{last.Weight} + o * {last.FanIn} + i] * a{layers.Length - 1}[i]"));
            to.Assign("y[o]", "z * OUTPUT_SCALE[o] + OUTPUT_MEAN[o]");
        });
        Gradient(to, layers);
    }

    /// <summary>Values a and slopes s of the units above layer k.</summary>
    private static void Hidden(SourceWriter to, Activation activation, Layer layer, int k)
    {
        to.Array($"a{k + 1}", layer.FanOut);
        to.Array($"s{k + 1}", layer.FanOut);
        to.For("j", layer.FanOut, () =>
        {
            to.Number("z", $"p[{layer.Bias} + j]");
            to.For("i", layer.FanIn, () => to.Add("z", $"p[{layer.Weight} + j * {layer.FanIn} + i] * a{k}[i]"));
            ActivationSource.Write(to, activation, $"a{k + 1}[j]", $"s{k + 1}[j]");
        });
    }

    /// <summary>g is the gradient of one output by the units of a layer, from the last layer down.</summary>
    private static void Gradient(SourceWriter to, Layer[] layers) => to.For("o", layers[^1].FanOut, () =>
    {
        var last = layers[^1];
        to.Array($"g{layers.Length - 1}", last.FanIn);
        to.For("i", last.FanIn, () => to.Assign($"g{layers.Length - 1}[i]", $"p[{last.Weight} + o * {last.FanIn} + i]"));
        for (var k = layers.Length - 2; k >= 0; k--)
        {
            var (layer, above, below) = (layers[k], k + 1, k);
            to.Array($"g{below}", layer.FanIn);
            to.For("j", layer.FanOut, () =>
            {
                to.Number("u", $"g{above}[j] * s{above}[j]");
                to.For("i", layer.FanIn, () => to.Add($"g{below}[i]", $"u * p[{layer.Weight} + j * {layer.FanIn} + i]"));
            });
        }

        var inputs = layers[0].FanIn;
        to.For("i", inputs, () => to.Assign($"dydx[o * {inputs} + i]", "g0[i] * OUTPUT_SCALE[o] / INPUT_SCALE[i]"));
    });

    private static Layer[] Layers(MlpShape shape)
    {
        var (layers, offset) = (new List<Layer>(), 0);
        foreach (var (fanIn, fanOut) in shape.Layers)
        {
            layers.Add(new Layer(offset, offset + fanIn * fanOut, fanIn, fanOut));
            offset += (fanIn + 1) * fanOut;
        }

        return [.. layers];
    }

    /// <summary>The places of a layer's weights and biases in the flat vector.</summary>
    private readonly record struct Layer(int Weight, int Bias, int FanIn, int FanOut);
}
