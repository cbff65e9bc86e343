using Sobolev.Data;
using Sobolev.Runs;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>One worker's minibatches of ImageNet, decoded and augmented ahead by threads of its own.</summary>
internal sealed class ImageNetMinibatches(ImageFeed feed, int side, Device device) : IMinibatches
{
    /// <summary>Seconds that training has waited for images.</summary>
    public double WaitSeconds => feed.WaitSeconds;

    public (Tensor Images, Tensor Labels) Next()
    {
        var (pixels, labels) = feed.Next();
        return (ImageNetTensors.Of(pixels, labels.Length, side, device), tensor(labels, device: device));
    }

    public void Save(TrialState state, int worker) => state.Put($"images{worker}", feed.Position);

    public void Load(TrialState state, int worker) => feed.Position = state.Integer($"images{worker}");

    public void GoTo(long minibatch) => feed.Position = minibatch;

    public void Dispose() => feed.Dispose();
}

/// <summary>The probe and validation images of ImageNet, each its centre; decoded when they are asked for.</summary>
internal sealed class ImageNetMeasured(IReadOnlyList<EncodedImage> probe, IReadOnlyList<EncodedImage> test, ImageRecipe recipe, int threads, UnreadableImages unreadable, Device device) : IMeasuredImages
{
    private const int TestBatch = 100;

    public int TestImages => test.Count;

    public int TestBatches => (TestImages + TestBatch - 1) / TestBatch;

    public (Tensor Images, Tensor Labels) Probe() => Decode(probe, 0, probe.Count);

    public (Tensor Images, Tensor Labels) Test(int batch) => Decode(test, batch * TestBatch, Math.Min(TestBatch, TestImages - batch * TestBatch));

    private (Tensor Images, Tensor Labels) Decode(IReadOnlyList<EncodedImage> images, int first, int count)
    {
        var size = recipe.Side * recipe.Side * 3;
        var (pixels, labels) = (new byte[count * size], new long[count]);
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new ImageDecoder(), (i, _, decoder) =>
            {
                labels[i] = unreadable.FirstReadable(images, first + i, decoder, recipe.Side, recipe.Centre, pixels.AsSpan(i * size, size)).Label;
                return decoder;
            }, _ => { });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<SobolevException>().FirstOrDefault() is { } known)
        {
            throw known;
        }

        return (ImageNetTensors.Of(pixels, count, recipe.Side, device), tensor(labels, device: device));
    }
}
