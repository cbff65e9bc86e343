using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>The vectors that one comparison projects on: both jets must use the same ones.</summary>
/// <param name="Output">v of &lt;f, v&gt;, of the value's shape, or null where no term needs it.</param>
/// <param name="Directions">Per argument the direction of order 2, of the points' shape, or null.</param>
public sealed record Projections(Tensor? Output, params IReadOnlyList<Tensor?> Directions)
{
    public static Projections None { get; } = new((Tensor?)null);

    /// <summary>The vectors that there are, the output's first.</summary>
    internal IReadOnlyList<Tensor> Drawn => [.. new[] { Output }.Concat(Directions).OfType<Tensor>()];

    /// <summary>Other vectors in the places of <see cref="Drawn"/>.</summary>
    internal Projections With(IEnumerable<Tensor> drawn)
    {
        var rest = new Queue<Tensor>(drawn);
        return new(Other(Output), [.. Directions.Select(Other)]);

        Tensor? Other(Tensor? one) => one is null ? null : rest.Dequeue();
    }

    /// <summary>
    /// A unit vector per sample, over all its coordinates together, uniform on the sphere: in the shape and type of
    /// <paramref name="like"/>.
    /// </summary>
    public static Tensor UnitVectors(RandomStream rng, Tensor like) => UnitVectors([rng], like);

    /// <summary>As above, each stream for an equal part of the samples, in order; one copy to the device.</summary>
    public static Tensor UnitVectors(IReadOnlyList<RandomStream> rngs, Tensor like)
    {
        var batch = (int)like.shape[0];
        var coordinates = (int)(like.numel() / batch);
        var numbers = new double[batch * coordinates];
        for (var sample = 0; sample < batch; sample++)
            rngs[sample / (batch / rngs.Count)].NextDirection(numbers.AsSpan(sample * coordinates, coordinates));
        return NativeTensors.Of(numbers, like.shape, like.dtype, like.device);
    }
}
