using Sobolev.AttentionTransfer;
using Sobolev.Models;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

public sealed class GradientAccumulationTests : IClassFixture<LoadedTorch>
{
    [Theory]
    [InlineData(1, 8, 8, "8")]
    [InlineData(2, 8, 8, "4,4")]
    [InlineData(3, 8, 8, "3,3,2")]
    [InlineData(4, 8, 7, "2,2,2,1")]
    // the last minibatch of a pass: no part is larger than those of a full one, and there are no more than needed
    [InlineData(2, 8, 5, "3,2")]
    [InlineData(2, 8, 3, "3")]
    [InlineData(4, 8, 1, "1")]
    public void Parts_are_alike_and_none_is_larger_than_those_of_a_full_minibatch(int parts, int batchSize, int samples, string sizes) =>
        Assert.Equal(sizes, string.Join(',', new GradientAccumulation(parts, batchSize).Sizes(samples)));

    [Fact]
    public void Every_sample_is_in_one_part_whatever_the_sizes()
    {
        for (var parts = 1; parts <= 9; parts++)
        {
            for (var samples = 1; samples <= 23; samples++)
            {
                var sizes = new GradientAccumulation(parts, 23).Sizes(samples);
                Assert.Equal(samples, sizes.Sum());
                Assert.InRange(sizes.Max(), sizes.Min(), sizes.Min() + 1);
                Assert.InRange(sizes.Max(), 1, (23 + parts - 1) / parts);
            }
        }
    }

    [Fact]
    public void Losses_are_the_mean_over_the_samples_and_the_tensors_of_a_part_are_freed_before_the_next()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = (arange(8, float64).reshape(8, 1), arange(8, int64));
        var seen = new List<(double[] Labels, double Share, long Live)>();
        DisposeScopeManager.Statistics.Reset();
        var losses = new GradientAccumulation(3, 8).Run(images, labels, (part, theirs, share) =>
        {
            seen.Add((theirs.to(float64).data<double>().ToArray(), share, DisposeScopeManager.Statistics.ThreadTotalLiveCount));
            return stack([part.mean(), part.square().mean()], 0);
        });
        Assert.Equal([3.5, 17.5], losses.data<double>().ToArray().Select(loss => Math.Round(loss, 12)));
        Assert.Equal([0.0, 1, 2, 3, 4, 5, 6, 7], seen.SelectMany(part => part.Labels));
        Assert.Equal([3 / 8.0, 3 / 8.0, 2 / 8.0], seen.Select(part => part.Share));
        // the third part sees what the second does: the sum so far, its own images and labels
        Assert.Equal(seen[1].Live, seen[2].Live);
    }

    [Fact]
    public void A_minibatch_of_one_part_is_passed_on_as_it_is()
    {
        using var scope = NewDisposeScope();
        var (images, labels, result) = (ones(4, 1), ones(4), ones(1));
        Assert.Same(result, new GradientAccumulation(1, 4).Run(images, labels, (part, theirs, share) =>
        {
            Assert.Equal((images, labels, 1), (part, theirs, share));
            return result;
        }));
    }

    [Fact]
    public void More_parts_are_advised_as_long_as_each_has_two_samples()
    {
        Assert.Equal("micro_batches=2", new AttentionConfig().SettingOfLessMemory());
        Assert.Equal("trunk.micro_batches=8",
            new SgImageNetConfig { Trunk = new() { BatchSize = 16, MicroBatches = 4 } }.SettingOfLessMemory());
        Assert.Null(new SgCifarConfig { Trunk = new() { BatchSize = 15, MicroBatches = 4 } }.SettingOfLessMemory());
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void A_part_has_two_samples_at_least(int parts, bool isPossible)
    {
        var mistakes = new SgImageNetConfig { Trunk = new() { BatchSize = 15, MicroBatches = parts } }.Check().ToArray();
        Assert.Equal(isPossible, mistakes.Length == 0);
        if (!isPossible)
            Assert.Equal("trunk.micro_batches", Assert.Single(mistakes).Key);
    }
}
