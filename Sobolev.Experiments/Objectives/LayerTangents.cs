using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>A tangent r of the points, pushed forward through all layers, and what each layer thereby adds to the gradient.</summary>
internal sealed class LayerTangents
{
    private readonly IReadOnlyList<(Tensor Root, Tensor Weight)>[] _parts;

    /// <param name="layers">In order.</param>
    /// <param name="ofLayers">u, the gradient by each layer's value; null for a layer without a part. Taken over.</param>
    /// <param name="r">In the shape of the points; taken over.</param>
    public LayerTangents(IReadOnlyList<LinearisedLayer> layers, IReadOnlyList<Tensor?> ofLayers, Tensor r)
    {
        var tangents = new Tensor[layers.Count];
        var last = LastUses(layers);
        (tangents[0], _parts) = (r, [.. layers.Select(_ => Array.Empty<(Tensor, Tensor)>())]);
        for (var place = 1; place < layers.Count; place++)
        {
            Tensor[] sources = [.. layers[place].Sources.Select(source => tangents[source])];
            var pushed = layers[place].Push(sources);
            tangents[place] = pushed.Value.detach();
            if (ofLayers[place] is { } u)
            {
                _parts[place] = pushed.PartsWith(u);
                if (!_parts[place].Any(part => ReferenceEquals(part.Weight, u)))
                    u.Dispose();
            }

            // tangents are as large as the values: what no backward pass needs goes at once
            if (!sources.Concat(_parts[place].Select(part => part.Root)).Any(needed => ReferenceEquals(needed, pushed.Value)))
                pushed.Value.Dispose();
            foreach (var source in layers[place].Sources.Distinct().Where(source => last[source] == place))
                tangents[source].Dispose();
        }
    }

    /// <summary>Roots, with their weights, of a backward pass.</summary>
    public IReadOnlyList<(Tensor Root, Tensor Weight)> PartsOf(int place) => _parts[place];

    /// <summary>For each layer, the place of the last layer that it is a source of.</summary>
    private static int[] LastUses(IReadOnlyList<LinearisedLayer> layers)
    {
        var last = new int[layers.Count];
        for (var place = 0; place < layers.Count; place++)
        {
            foreach (var source in layers[place].Sources)
                last[source] = place;
        }

        return last;
    }
}
