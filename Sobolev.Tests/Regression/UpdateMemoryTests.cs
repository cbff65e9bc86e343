using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Tests.Torch;
using TorchSharp;

namespace Sobolev.Tests.Regression;

/// <summary>Memory stays flat however long a training is.</summary>
[Trait("Speed", "Slow")]
public sealed class UpdateMemoryTests : IClassFixture<LoadedTorch>
{
    private const int Updates = 2_000;

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Updates_in_managed_code_allocate_nothing(int batchSize, bool projects)
    {
        var sample = Case(batchSize, projects);
        var learner = sample.Managed();
        var batches = sample.Batches();
        learner.Update(batches.Next(), 1e-3);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var update = 0; update < Updates; update++)
                learner.Update(batches.Next(), 1e-3);
        }));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public void Updates_by_autograd_leave_no_tensor_behind(int batchSize, bool projects)
    {
        var sample = Case(batchSize, projects);
        using var learner = sample.Autograd();
        var batches = sample.Batches();
        learner.Update(batches.Next(), 1e-3);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var update = 0; update < Updates; update++)
            learner.Update(batches.Next(), 1e-3);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static LearnerCase Case(int batchSize, bool projects) =>
        new(new MlpShape(2, [8, 8], 2, Activation.Tanh), 7, batchSize, new ObjectiveOptions { RandomProjection = projects }, Seed: 3);
}
