using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>The images that a network is measured on: always the same, none of them augmented.</summary>
internal interface IMeasuredImages
{
    int TestBatches { get; }

    /// <returns>Training images as they are, for the probe.</returns>
    (Tensor Images, Tensor Labels) Probe();

    /// <returns>One of the batches that the test images are measured in; empty where none of its images can be read.</returns>
    (Tensor Images, Tensor Labels) Test(int batch);
}
