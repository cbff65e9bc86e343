using Sobolev.Data;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>The probe and test images of CIFAR-10.</summary>
internal sealed class CifarMeasured(ImageSet probe, ImageSet test, ImageBatches images) : IMeasuredImages
{
    private readonly TestImages _test = new(test, images);

    public int TestBatches => _test.Batches;

    public (Tensor Images, Tensor Labels) Probe() => images.Compose(probe, 0, probe.Count);

    public (Tensor Images, Tensor Labels) Test(int batch) => _test.Batch(batch);
}
