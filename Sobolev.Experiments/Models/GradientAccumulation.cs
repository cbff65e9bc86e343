using Sobolev.Configuration;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// A minibatch that goes through a network in parts (micro-batches), one after the other, so that the activations of one part are in
/// memory at a time. Their gradients add up to those of the whole minibatch's mean loss, and the optimiser takes one step from them.
/// </summary>
/// <remarks>
/// To rounding this is the undivided minibatch where the network treats samples apart. Batch normalisation does not: it normalises each
/// part by the statistics of that part, and its running statistics move once for each.
/// </remarks>
/// <param name="Parts">Parts of a full minibatch.</param>
/// <param name="BatchSize">Samples of a full minibatch; the last of a pass over the training set may have fewer.</param>
internal sealed record GradientAccumulation(int Parts, int BatchSize)
{
    /// <summary>A part without a second sample has no statistics.</summary>
    private const int FewestSamples = 2;

    /// <param name="key">The key that sets the number of parts.</param>
    public IEnumerable<ConfigMistake> Check(string key)
    {
        if (!IsPossible)
            yield return new ConfigMistake(key, $"{Parts} parts of a minibatch of {BatchSize}, but each needs {FewestSamples} samples; "
                + $"at most {BatchSize / FewestSamples}");
    }

    /// <summary>Twice as many parts, or null where a part would have too few samples.</summary>
    public GradientAccumulation? Finer() => this with { Parts = 2 * Parts } is { IsPossible: true } finer ? finer : null;

    /// <summary>
    /// The samples of each part of a minibatch: they differ by one at most, and no part has more samples than those of a full minibatch.
    /// </summary>
    public IReadOnlyList<long> Sizes(long samples)
    {
        var parts = (samples * Parts + BatchSize - 1) / BatchSize;
        return [.. Enumerable.Range(0, (int)parts).Select(part => (samples + parts - 1 - part) / parts)];
    }

    /// <param name="images">(batch, channels, height, width)</param>
    /// <param name="labels">(batch)</param>
    /// <param name="pass">
    /// Adds a part's gradients, and returns its mean losses, of any shape. It gets images, labels and the part's share of the samples: the
    /// weight of its mean in that of the whole minibatch.
    /// </param>
    /// <returns>The mean losses of the whole minibatch.</returns>
    public Tensor Run(Tensor images, Tensor labels, Func<Tensor, Tensor, double, Tensor> pass)
    {
        var sizes = Sizes(images.shape[0]);
        if (sizes.Count == 1)
            return pass(images, labels, 1);
        Tensor? sum = null;
        long start = 0;
        foreach (var size in sizes)
        {
            // the activations of a part are freed before the next one
            using var scope = NewDisposeScope();
            var share = (double)size / images.shape[0];
            var losses = pass(images.narrow(0, start, size), labels.narrow(0, start, size), share).detach() * share;
            sum = (sum is null ? losses : sum.add_(losses)).MoveToOuterDisposeScope();
            start += size;
        }

        return sum!;
    }

    private bool IsPossible => BatchSize >= FewestSamples * Parts;
}
