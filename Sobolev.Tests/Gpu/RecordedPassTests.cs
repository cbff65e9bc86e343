using Sobolev.Tests.Torch;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Gpu;

public sealed class RecordedPassTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void On_the_processor_each_run_computes_its_own_inputs()
    {
        using var pass = new RecordedPass(inputs => inputs[0] * inputs[1], CPU, isAllowed: true);
        for (var run = 0; run < 5; run++)
            Assert.Equal(2.0 * run, TorchSharp.TensorExtensionMethods.ToDouble(pass.Run(tensor((double)run), tensor(2.0))));
    }

    [Fact]
    public void A_libtorch_without_CUDA_has_no_graphs()
    {
        Assert.SkipWhen(Gpus.OfMachine.Count > 0, "there is a GPU");
        Assert.False(CudaGraph.IsAvailable);
    }
}
