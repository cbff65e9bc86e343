using Sobolev.Tests.Data.Images;
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
        "sg-cifar direct", "sg-cifar sobolev", "attention transfer 3",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Five_updates_are_those_of_the_processor(string name)
    {
        NeedGpus(1);
        new Arithmetic(ComputePrecision.Float32, Autotunes: false, IsDeterministic: false).Apply(new ComputeDevice(0));
        using var here = UpdateCase.Of(name, ComputeDevice.Cpu);
        using var there = UpdateCase.Of(name, new ComputeDevice(0));
        // rounding makes rectifiers flip, and networks with normalisation and a norm for a loss amplify it: 1.0e-3 on an H200
        var most = name.StartsWith("attention transfer", StringComparison.Ordinal) ? 2e-3 : 1e-3;
        Assert.InRange(Difference(Trained(here, 5), Trained(there, 5)), 0, most);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Recorded_updates_are_those_that_run_operation_by_operation(string name)
    {
        NeedGpus(1);
        Assert.SkipUnless(CudaGraph.IsAvailable, "this libtorch has no CUDA graphs that can be recorded");
        new Arithmetic(ComputePrecision.Float32, Autotunes: false, IsDeterministic: true).Apply(new ComputeDevice(0));
        using var recorded = UpdateCase.Of(name, new ComputeDevice(0));
        using var eager = UpdateCase.Of(name, new ComputeDevice(0), cudaGraphs: false);
        Assert.InRange(Difference(Trained(eager, 8), Trained(recorded, 8)), 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(ImagesOnDeviceTests.Cases), MemberType = typeof(ImagesOnDeviceTests))]
    public void Minibatches_of_images_are_those_of_the_host(int channels, int height, int width, int padding, bool flips)
    {
        NeedGpus(1);
        ImagesOnDeviceTests.AssertSame(new ComputeDevice(0).ToTorch(), channels, height, width, padding, flips);
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

    private static double[] Trained(UpdateCase update, int updates)
    {
        var losses = Enumerable.Range(0, updates).Select(_ => update.Advance()).ToArray();
        Assert.True(double.IsFinite(losses[^1]) || double.IsPositiveInfinity(losses[^1]), $"loss {losses[^1]}");
        return update.Weights();
    }

    /// <summary>The length of the difference as a fraction of the length of the first.</summary>
    private static double Difference(double[] one, double[] other)
    {
        Assert.Equal(one.Length, other.Length);
        var norm = Math.Sqrt(one.Sum(weight => weight * weight));
        return Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum()) / norm;
    }

    private static void NeedGpus(int count) =>
        Assert.SkipUnless(Gpus.OfMachine.Count >= count, $"needs {count} GPU{(count > 1 ? "s" : "")}");
}
