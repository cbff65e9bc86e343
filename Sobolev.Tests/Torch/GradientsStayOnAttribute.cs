using System.Reflection;
using Sobolev.Torch;
using Xunit.v3;
using static TorchSharp.torch;

[assembly: Sobolev.Tests.Torch.GradientsStayOn]

namespace Sobolev.Tests.Torch;

/// <summary>Each test leaves its thread able to differentiate, since the next test of the thread may need that.</summary>
/// <remarks>
/// Whether gradients are on is a state of the thread in libtorch. A scope of no_grad that is not disposed leaves it off. So does an
/// exception of libtorch under Wine, which does not run all destructors (docs/windows.md).
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class GradientsStayOnAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (LibTorch.ConvolutionsIfLoaded is null)
            return;
        using var leaf = ones(1, requires_grad: true);
        using var result = leaf.exp();
        Assert.True(result.requires_grad, "the test leaves gradients off in its thread");
    }
}
