using static TorchSharp.torch;

namespace Sobolev.Data;

/// <summary>The images that a network is tested on, in batches that fit in memory.</summary>
/// <param name="set">The test images.</param>
/// <param name="images">Normalises them as the training images are; the caller's.</param>
internal sealed class TestImages(ImageSet set, ImageBatches images)
{
    private const int BatchSize = 250;

    public int Batches => (set.Count + BatchSize - 1) / BatchSize;

    /// <returns>Images (rows, channels, height, width), normalised, and labels (rows), in the caller's dispose scope.</returns>
    public (Tensor Images, Tensor Labels) Batch(int batch) =>
        images.Compose(set, batch * BatchSize, Math.Min(BatchSize, set.Count - batch * BatchSize));
}
