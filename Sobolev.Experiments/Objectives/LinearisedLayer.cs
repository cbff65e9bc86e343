using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>One layer at given points.</summary>
/// <param name="Output">(batch, ...), the end of the layer's graph.</param>
/// <param name="Leaf">The same numbers for the layers behind: the beginning of their graphs, or the output itself.</param>
/// <param name="Sources">Places of the layers whose values are its inputs; none for the points.</param>
/// <param name="Push">From a tangent of each input to one of the value.</param>
/// <param name="HasPart">False where the derivative is the same for all parameters, and the same everywhere or piece by piece.</param>
internal sealed record LinearisedLayer(Tensor Output, Tensor Leaf, IReadOnlyList<int> Sources,
    Func<IReadOnlyList<Tensor>, LayerTangent> Push, bool HasPart);

/// <summary>A tangent J t that has come through a layer.</summary>
/// <param name="Value">In the shape of the layer's value.</param>
internal sealed record LayerTangent(Tensor Value)
{
    /// <summary>
    /// From u, constant like t, to roots with their weights of a backward pass that adds the gradient of &lt;J t, u&gt;, by the parameters
    /// and by the layer's input. Without it, the tangent's graph gives that gradient.
    /// </summary>
    public Func<Tensor, IReadOnlyList<(Tensor Root, Tensor Weight)>>? Parts { get; init; }

    public IReadOnlyList<(Tensor Root, Tensor Weight)> PartsWith(Tensor u) =>
        Parts?.Invoke(u) ?? (Value.requires_grad ? [(Value, u)] : []);
}
