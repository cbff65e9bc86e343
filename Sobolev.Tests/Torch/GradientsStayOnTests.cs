using static TorchSharp.torch;

namespace Sobolev.Tests.Torch;

public sealed class GradientsStayOnTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void A_scope_that_stays_open_is_told()
    {
        var hook = new GradientsStayOnAttribute();
        hook.After(null!, null!);
        using (no_grad())
            Assert.Contains("gradients off", Assert.ThrowsAny<Exception>(() => hook.After(null!, null!)).Message);
        using (inference_mode())
            Assert.ThrowsAny<Exception>(() => hook.After(null!, null!));
        hook.After(null!, null!);
    }
}
