using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>
/// The order in which images are learned from: each pass over them in a fresh random order, minibatches running on over its end. Which
/// image is at a place depends only on the seed and the place, so the state of a reader is one number.
/// </summary>
/// <param name="count">Number of images.</param>
/// <param name="seed">Seed of all orders.</param>
public sealed class EpochOrder(int count, long seed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int[]> _known = [];

    /// <summary>The image at a place, from 0 without end. Any thread may ask.</summary>
    public int this[long place]
    {
        get
        {
            var epoch = place / count;
            lock (_lock)
            {
                if (!_known.TryGetValue(epoch, out var order))
                {
                    order = new RandomStream(seed, $"order/{epoch}").NextOrder(count);
                    // readers are a few minibatches apart: the pass that ends and the one that begins
                    if (_known.Count >= 3)
                        _known.Remove(_known.Keys.Min());
                    _known[epoch] = order;
                }

                return order[place % count];
            }
        }
    }
}
