using Sobolev.Data;
using Sobolev.State;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>One worker's minibatches of ImageNet, decoded and augmented ahead by separate threads.</summary>
internal sealed class ImageNetMinibatches(ImageFeed feed, int side, Device device) : IMinibatches
{
    /// <summary>Seconds that training has waited for images.</summary>
    public double WaitSeconds => feed.WaitSeconds;

    public (Tensor Images, Tensor Labels) Next()
    {
        var (pixels, labels) = feed.Next();
        return (ImageNetTensors.Of(pixels, labels.Length, side, device), NativeTensors.Of(labels, device));
    }

    public void Save(TrialState state, int worker) => state.Put($"images{worker}", feed.Position);

    public void Load(TrialState state, int worker) => feed.Position = state.Integer($"images{worker}");

    public void GoTo(long minibatch) => feed.Position = minibatch;

    public void Dispose() => feed.Dispose();
}
