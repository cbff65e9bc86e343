using Sobolev.AttentionTransfer;
using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.Tests.Data.Images;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.AttentionTransfer;

/// <summary>Teachers and students whose minibatches are trained in parts.</summary>
[Trait("Speed", "Slow")]
public sealed class AttentionMicroBatchTests : IClassFixture<LoadedTorch>
{
    private const int Updates = 3;

    private static readonly NetworkOptions _network =
        new() { Kind = NetworkKind.NetworkInNetwork, Width = 0.1, Normalised = false };

    private static readonly AttentionConfig _small = new()
    {
        Data = CifarSlice.Path,
        TrainImages = 20,
        TestImages = 20,
        BatchSize = 8,
        Updates = Updates,
        Teacher = new() { Network = _network },
        Student = _network,
        Optimiser = new() { LearningRate = 0.01 },
    };

    /// <summary>
    /// Without normalisation a network treats images apart: a minibatch in parts is the whole one. The last one of 20 images has 4.
    /// Rounding can flip rectifiers, which is 1e-4 of an update; parts with wrong weights would be some percent.
    /// </summary>
    [Theory]
    [InlineData("student")]
    [InlineData("transfer")]
    [InlineData("sobolev")]
    public void A_minibatch_in_parts_trains_as_the_whole_one(string method)
    {
        var config = _small with { Methods = [method] };
        var (whole, parts) = (new AttentionExperiment(config), new AttentionExperiment(config with { MicroBatches = 3 }));
        var (teacher, student) = (whole.Plan()[0], whole.Plan()[1]);
        using var taught = whole.Build(teacher);
        using var taughtInParts = parts.Build(teacher);
        Same(taught, taughtInParts);

        var (tensors, metadata) = taught.Model();
        var model = new TensorFile(tensors, metadata);
        using var trained = whole.Build(student, model);
        using var trainedInParts = parts.Build(student, model);
        Same(trained, trainedInParts);
    }

    private static void Same(ITrial whole, ITrial parts)
    {
        var before = Numbers(whole);
        for (var update = 0; update < Updates; update++)
            Assert.Equal(whole.Advance(), parts.Advance(), 1e-3);
        var (one, other) = (Numbers(whole), Numbers(parts));
        var moved = Distance(one, before);
        Assert.True(moved > 0.005 * Distance(before, new double[before.Length]), $"moved by {moved}");
        Assert.InRange(Distance(one, other) / moved, 1e-12, 1e-3);
    }

    private static double[] Numbers(ITrial trial) => [.. trial.Model().Tensors.SelectMany(tensor => tensor.Doubles())];

    private static double Distance(double[] one, double[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());
}
