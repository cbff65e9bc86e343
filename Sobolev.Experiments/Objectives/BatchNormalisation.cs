using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// The derivative of batch normalisation by the statistics of the batch, through which tangents go too, and the derivative of that.
/// </summary>
/// <remarks>
/// For a channel of N numbers x with mean m(x), s^2 = m((x - m(x))^2) + epsilon and n = (x - m(x)) / s, the layer is gamma n + beta. Its
/// derivative along t is J t = gamma / s (t - m(t) - n m(t n)). With p = m(t n), q = m(u n) and c = m(t u) - m(t) m(u),
/// &lt;J t, u&gt; = gamma / s N (c - p q); the gradient of that by x is gamma / s^2 ((3 p q - c) n - q (t - m(t)) - p (u - m(u))).
/// So all is a few sums for each channel and sums of three tensors; autograd would make some thirty operations of it.
/// </remarks>
/// <param name="input">(batch, channels, height, width)</param>
/// <param name="scale">gamma, (channels)</param>
/// <param name="epsilon">Added to the variance.</param>
internal sealed class BatchNormalisation(Tensor input, Tensor scale, double epsilon)
{
    public LayerTangent Push(Tensor tangent)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (x, t) = (Autocast.Widened(input), Autocast.Widened(tangent));
        var centred = x - Mean(x);
        var inverse = (Mean(centred.square()) + epsilon).rsqrt();
        var n = centred.mul_(inverse);
        var (mean, p) = (Mean(t), Mean(t * n));
        var factor = ByChannel(scale) * inverse;
        var pushed = (factor * -mean).addcmul(t, factor, 1).addcmul_(n, factor * -p, 1);
        Tensor[] kept = [t, n, inverse, mean, p];
        foreach (var tensor in kept)
            tensor.MoveToOuterDisposeScope();
        return new(pushed.to(tangent.dtype).MoveToOuterDisposeScope()) { Parts = u => Parts(u, kept) };
    }

    private IReadOnlyList<(Tensor Root, Tensor Weight)> Parts(Tensor weight, Tensor[] kept)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (t, n, inverse, meanT, p) = (kept[0], kept[1], kept[2], kept[3], kept[4]);
        var u = Autocast.Widened(weight);
        var (meanU, q) = (Mean(u), Mean(u * n));
        var (c, pq) = (Mean(t * u) - meanT * meanU, p * q);
        var factor = ByChannel(scale) * inverse.square();
        var byInput = (factor * (q * meanT + p * meanU))
            .addcmul(n, factor * (3 * pq - c), 1).addcmul_(t, factor * -q, 1).addcmul_(u, factor * -p, 1);
        var byScale = (inverse * (c - pq)).mul_(t.numel() / t.shape[1]);
        foreach (var tensor in kept)
            tensor.Dispose();
        (Tensor Root, Tensor Weight)[] roots =
        [
            (input, byInput.to(input.dtype).MoveToOuterDisposeScope()),
            (scale, byScale.reshape(scale.shape).to(scale.dtype).MoveToOuterDisposeScope()),
        ];
        return [.. roots.Where(root => root.Root.requires_grad)];
    }

    private static Tensor ByChannel(Tensor channels) => channels.reshape(1, -1, 1, 1);

    /// <summary>(batch, channels, height, width) to (1, channels, 1, 1)</summary>
    private static Tensor Mean(Tensor images) => images.mean([0, 2, 3], keepdim: true);
}
