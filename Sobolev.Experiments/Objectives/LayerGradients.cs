using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>Backward passes through layers that each have their own graph.</summary>
internal static class LayerGradients
{
    /// <summary>
    /// The gradients of &lt;f, weight&gt; by the points and by the value of each layer that has a part; null for the others.
    /// </summary>
    public static Tensor?[] Of(IReadOnlyList<LinearisedLayer> layers, Tensor weight)
    {
        var gradients = new Tensor?[layers.Count];
        gradients[^1] = weight.alias();
        for (var place = layers.Count - 1; place > 0; place--)
        {
            var layer = layers[place];
            if (gradients[place] is not { } gradient)
                continue;
            int[] sources = [.. layer.Sources.Distinct()];
            Add(gradients, sources,
                Derivatives.Gradients(layer.Output, [.. sources.Select(source => layers[source].Leaf)], gradient, createGraph: false));
            if (layer.HasPart)
                continue;
            gradient.Dispose();
            gradients[place] = null;
        }

        gradients[0] ??= zeros_like(layers[0].Leaf, requires_grad: false);
        return gradients;
    }

    /// <summary>
    /// Accumulates the gradient of &lt;f, weight&gt; and of the parts in the parameters, and frees the graphs on its way.
    /// </summary>
    /// <param name="layers">In order.</param>
    /// <param name="weight">In the shape of the value.</param>
    /// <param name="parts">For each layer, further roots of its graph, with their weights, which are taken over.</param>
    /// <param name="parameters">Null for all leaves.</param>
    public static void Train(IReadOnlyList<LinearisedLayer> layers, Tensor weight,
        IReadOnlyList<IEnumerable<(Tensor Root, Tensor Weight)>> parts, Tensor[]? parameters)
    {
        var gradients = new Tensor?[layers.Count];
        gradients[^1] = weight;
        for (var place = layers.Count - 1; place > 0; place--)
        {
            // the value does not depend on every layer
            if (gradients[place] is not { } gradient)
                continue;
            (Tensor Root, Tensor Weight)[] roots = [(layers[place].Output, gradient), .. parts[place]];
            // nothing is trained before the points
            int[] sources = [.. layers[place].Sources.Distinct().Where(source => source > 0)];
            Add(gradients, sources, Derivatives.Accumulate(roots, [.. sources.Select(source => layers[source].Leaf)], parameters));
            foreach (var (_, used) in roots)
                used.Dispose();
        }
    }

    private static void Add(Tensor?[] gradients, int[] places, Tensor[] more)
    {
        foreach (var (place, gradient) in places.Zip(more))
        {
            if (gradients[place] is not { } other)
            {
                gradients[place] = gradient;
                continue;
            }

            // not in place: a gradient may share its memory with that of the layer behind
            gradients[place] = other + gradient;
            other.Dispose();
            gradient.Dispose();
        }
    }
}
