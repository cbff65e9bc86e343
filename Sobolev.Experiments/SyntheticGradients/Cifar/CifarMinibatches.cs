using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>One worker's minibatches of CIFAR-10, augmented.</summary>
/// <param name="config">Batch size and augmentation.</param>
/// <param name="training">The training images.</param>
/// <param name="images">
/// Makes them tensors of the worker's device; workers on the same device share it, and each disposes it when the trial ends.
/// </param>
/// <param name="seed">With <paramref name="worker"/>, of order and augmentation.</param>
internal sealed class CifarMinibatches(SgCifarConfig config, ImageSet training, ImageBatches images, long seed, int worker) : IMinibatches
{
    private readonly Batches _order = new(training.Count, config.Trunk.BatchSize, new RandomStream(seed, $"order/{worker}"));
    private readonly Augmentation _augmentation = config.Augmentation.ToAugmentation();
    private RandomStream _rng = new(seed, $"augmentation/{worker}");

    public (Tensor Images, Tensor Labels) Next() => images.Compose(training, _order.Next(), _augmentation, _rng);

    public void Save(TrialState state, int worker)
    {
        _order.Save(state, $"batches{worker}");
        state.Put($"augmentation{worker}", _rng.State);
    }

    public void Load(TrialState state, int worker)
    {
        _order.Load(state, $"batches{worker}");
        _rng = new RandomStream(state.Unsigned($"augmentation{worker}"));
    }

    public void Dispose() => images.Dispose();
}
