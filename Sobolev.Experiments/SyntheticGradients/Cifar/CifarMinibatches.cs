using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>One worker's minibatches of CIFAR-10, augmented.</summary>
internal sealed class CifarMinibatches(SgCifarConfig config, ImageSet training, Device device, long seed, int worker) : IMinibatches
{
    private readonly Batches _order = new(training.Count, config.Trunk.BatchSize, new RandomStream(seed, $"order/{worker}"));
    private readonly Augmentation _augmentation = config.Augmentation.ToAugmentation();
    private RandomStream _rng = new(seed, $"augmentation/{worker}");

    public ImageBatches Images { get; } = new(training, device);

    public (Tensor Images, Tensor Labels) Next() => Images.Compose(training, _order.Next(), _augmentation, _rng);

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

    public void Dispose() => Images.Dispose();
}
