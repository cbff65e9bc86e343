using Sobolev.Data;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>
/// The probe and validation images of ImageNet, each its centre, without those that cannot be read. Decoded when they are asked for, a
/// batch of validation images ahead.
/// </summary>
internal sealed class ImageNetMeasured(
    IReadOnlyList<EncodedImage> probe,
    IReadOnlyList<EncodedImage> test,
    ImageRecipe recipe,
    int threads,
    UnreadableImages unreadable,
    Device device) : IMeasuredImages
{
    private const int TestBatch = 100;

    private (int Batch, Task<DecodedBatch> Images)? _ahead;

    public int TestBatches => (test.Count + TestBatch - 1) / TestBatch;

    public (Tensor Images, Tensor Labels) Probe()
    {
        var images = Decode(probe);
        return images.Labels.Length > 0
            ? ToTensors(images)
            : throw new SobolevException(ExitCode.DataMissing,
                $"none of {probe.Count} training images can be read, {probe[0].Name} for one");
    }

    public (Tensor Images, Tensor Labels) Test(int batch)
    {
        var images = _ahead is { } ahead && ahead.Batch == batch ? ahead.Images : Begin(batch);
        _ahead = batch + 1 < TestBatches ? (batch + 1, Begin(batch + 1)) : null;
        return ToTensors(images.GetAwaiter().GetResult());
    }

    private Task<DecodedBatch> Begin(int batch) =>
        Task.Run(() => Decode([.. test.Skip(batch * TestBatch).Take(TestBatch)]));

    private DecodedBatch Decode(IReadOnlyList<EncodedImage> images)
    {
        var size = recipe.Side * recipe.Side * 3;
        var (pixels, readable) = (new byte[images.Count * size], new bool[images.Count]);
        try
        {
            Parallel.For(0, images.Count, new ParallelOptions { MaxDegreeOfParallelism = threads },
                () => new ImageDecoder(), (i, _, decoder) =>
            {
                readable[i] = unreadable.Reads(images[i], decoder, recipe.Side, recipe.Centre, pixels.AsSpan(i * size, size));
                return decoder;
            }, _ => { });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<SobolevException>().FirstOrDefault() is { } known)
        {
            throw known;
        }

        int[] kept = [.. Enumerable.Range(0, images.Count).Where(i => readable[i])];
        for (var row = 0; row < kept.Length; row++)
            pixels.AsSpan(kept[row] * size, size).CopyTo(pixels.AsSpan(row * size, size));
        return new DecodedBatch(pixels.AsSpan(0, kept.Length * size).ToArray(), [.. kept.Select(i => (long)images[i].Label)]);
    }

    private (Tensor Images, Tensor Labels) ToTensors(DecodedBatch batch) =>
        (ImageNetTensors.Of(batch.Pixels, batch.Labels.Length, recipe.Side, device), NativeTensors.Of(batch.Labels, device));
}
