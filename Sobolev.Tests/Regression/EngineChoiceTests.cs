using Sobolev.Regression;
using Sobolev.Torch;

namespace Sobolev.Tests.Regression;

/// <summary>The choice of <c>engine: auto</c> on machines with and without a GPU.</summary>
public sealed class EngineChoiceTests
{
    private static readonly RegressConfig _paper = new()
    {
        Functions = ["all"],
        Samples = [20, 100],
        Seeds = 10,
        Network = new() { Hidden = [256, 256] },
    };

    private static Engine On(ComputeDevice device, RegressConfig config, int cores = 8) => Learners.EngineOf(config, () => device, cores);

    [Fact]
    public void A_large_group_goes_to_the_GPU_and_a_small_one_stays()
    {
        var gpu = new ComputeDevice(0);
        Assert.Equal(Engine.Libtorch, On(gpu, _paper));
        Assert.Equal(Engine.Managed, On(gpu, _paper with { Functions = ["rosenbrock"], Samples = [20], Seeds = 3 }));
        Assert.Equal(Engine.Libtorch, On(gpu, _paper with { Functions = ["rosenbrock"], Samples = [20], Seeds = 3, Device = "cuda" }));
        Assert.Equal(Engine.Managed, On(gpu, _paper, cores: 1000));
    }

    [Fact]
    public void Without_a_GPU_the_managed_engine_trains_what_it_can()
    {
        Assert.Equal(Engine.Managed, On(ComputeDevice.Cpu, _paper));
        Assert.Equal(Engine.Libtorch, On(ComputeDevice.Cpu, _paper with { Group = 4 }));
        Assert.Equal(Engine.Libtorch, On(ComputeDevice.Cpu, _paper with { Objective = new() { Order = 2 } }));
    }

    [Theory]
    [InlineData(70, 64, new[] { 35, 35 })]
    [InlineData(70, 512, new[] { 70 })]
    [InlineData(7, 3, new[] { 2, 2, 3 })]
    [InlineData(3, 1, new[] { 1, 1, 1 })]
    [InlineData(0, 8, new int[0])]
    public void Groups_are_equal_or_nearly_so(int trials, int most, int[] sizes)
    {
        var groups = Learners.Chunks([.. Enumerable.Range(0, trials)], most).ToArray();
        Assert.Equal(sizes, groups.Select(group => group.Length));
        Assert.Equal(Enumerable.Range(0, trials), groups.SelectMany(group => group));
    }
}
