using System.Diagnostics;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Torch;

/// <summary>TorchSharp's Scalars must outlive the native call that reads them: build/PatchTorchSharp sees to it.</summary>
[Trait("Speed", "Slow")]
public sealed class ScalarLifetimeTests
{
    [Fact]
    public void Numbers_survive_garbage_collections_in_another_thread()
    {
        LibTorch.EnsureLoaded();
        using var ones = torch.ones(4, dtype: float64);
        // long enough that the runtime takes TorchSharp's methods for busy ones and would compile them again, optimised
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed < TimeSpan.FromSeconds(0.5))
            Assert.True(Sums(ones));

        var done = 0;
        var collector = new Thread(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Volatile.Write(ref done, 1);
        });
        collector.Start();
        var wrong = 0;
        while (Volatile.Read(ref done) == 0)
            wrong += Sums(ones) ? 0 : 1;
        collector.Join();
        Assert.Equal(0, wrong);
    }

    /// <summary>Three ways to a temporary Scalar: of an operator, of an addition (its factor 1), of a subtraction from a number.</summary>
    private static bool Sums(Tensor ones)
    {
        using var scope = NewDisposeScope();
        return (ones * 3.0).sum().ToDouble() == 12 && ones.add(ones).sum().ToDouble() == 8 && (1.0 - ones - ones).sum().ToDouble() == -4;
    }
}
