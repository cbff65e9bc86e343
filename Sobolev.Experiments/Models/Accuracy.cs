using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>The share of images whose class a network finds, in percent.</summary>
/// <param name="Images">Images that were tested; with none the shares are not-a-number.</param>
/// <param name="Top1">Those whose class is the most probable.</param>
/// <param name="Top5">Those whose class is among the five most probable; not-a-number where it was not asked for.</param>
internal sealed record Accuracy(long Images, double Top1, double Top5)
{
    /// <param name="logits">The network, as at test time: from images to logits (rows, classes).</param>
    /// <param name="batches">Number of batches.</param>
    /// <param name="batch">Images and labels (rows) of a batch, which may be empty.</param>
    /// <param name="withTop5">Whether five classes count too.</param>
    public static Accuracy Measure(Func<Tensor, Tensor> logits, int batches,
        Func<int, (Tensor Images, Tensor Labels)> batch, bool withTop5 = false)
    {
        using var quiet = no_grad();
        var (first, five, seen) = (0L, 0L, 0L);
        for (var number = 0; number < batches; number++)
        {
            using var scope = NewDisposeScope();
            var (images, labels) = batch(number);
            if (labels.numel() == 0)
                continue;
            seen += labels.numel();
            var scores = logits(images);
            first += scores.argmax(1).eq(labels).sum().ToInt64();
            if (withTop5)
                five += scores.topk((int)Math.Min(5, scores.shape[1]), 1).indexes.eq(labels.unsqueeze(1)).sum().ToInt64();
        }

        return new Accuracy(seen, Percent(first, seen), withTop5 ? Percent(five, seen) : double.NaN);
    }

    private static double Percent(long found, long of) => of > 0 ? 100.0 * found / of : double.NaN;
}
