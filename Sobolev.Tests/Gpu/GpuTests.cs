using Sobolev.Tests.Torch;
using Sobolev.Torch;

namespace Sobolev.Tests.Gpu;

/// <summary>Trainings on the first GPU beside those on the processor; skipped on machines without one.</summary>
[Trait("Device", "GPU")]
public sealed class GpuTests : IClassFixture<LoadedTorch>
{
    public static TheoryData<string> Cases =>
    [
        "regress 1 3", "regress 2 3", "distill regular", "distill sobolev", "attention student", "attention transfer", "sg-cifar backprop",
        "sg-cifar direct", "sg-cifar sobolev",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Five_updates_are_those_of_the_processor(string name)
    {
        NeedGpus(1);
        TorchSharp.torch.backends.cudnn.allow_tf32 = false;
        using var here = UpdateCase.Of(name, ComputeDevice.Cpu);
        using var there = UpdateCase.Of(name, new ComputeDevice(0));
        for (var i = 0; i < 5; i++)
        {
            here.Advance();
            there.Advance();
        }

        var (expected, actual) = (here.Weights(), there.Weights());
        Assert.Equal(expected.Length, actual.Length);
        var norm = Math.Sqrt(expected.Sum(weight => weight * weight));
        var difference = Math.Sqrt(expected.Zip(actual, (one, other) => (one - other) * (one - other)).Sum());
        Assert.True(difference <= 1e-3 * norm, $"{name}: weights differ by {difference / norm:E1}");
    }

    [Fact]
    public void Two_GPUs_train_at_the_same_time()
    {
        NeedGpus(2);
        UpdateCase[] cases =
            [UpdateCase.Of("distill sobolev", new ComputeDevice(0)), UpdateCase.Of("distill sobolev", new ComputeDevice(1))];
        Parallel.ForEach(cases, update => update.Advance());
        var (one, other) = (cases[0].Weights(), cases[1].Weights());
        Assert.True(one.Zip(other, (a, b) => Math.Abs(a - b)).Max() < 1e-3);
        foreach (var update in cases)
            update.Dispose();
    }

    private static void NeedGpus(int count) =>
        Assert.SkipUnless(Gpus.OfMachine.Count >= count, $"needs {count} GPU{(count > 1 ? "s" : "")}");
}
