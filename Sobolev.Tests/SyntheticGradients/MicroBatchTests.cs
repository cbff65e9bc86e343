using Sobolev.Models;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.SyntheticGradients;

/// <summary>Cut networks whose minibatch is trained in parts, in double precision.</summary>
[Trait("Speed", "Slow")]
public sealed class MicroBatchTests : IClassFixture<LoadedTorch>, IDisposable
{
    private const int Samples = 7;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _images, _labels;

    public MicroBatchTests() => (_images, _labels) = SmallNetworks.Batch(Samples);

    public void Dispose() => _scope.Dispose();

    public static MatrixTheoryData<SgMethod, ModuleTargets> Methods => new(Enum.GetValues<SgMethod>(), Enum.GetValues<ModuleTargets>());

    /// <summary>By the running statistics a network treats samples apart.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Parts_have_the_gradients_losses_and_steps_of_the_whole_minibatch(SgMethod method, ModuleTargets targets)
    {
        var (whole, parts) = (Trained(1), Trained(3));
        Same(whole.Losses, parts.Losses);
        Same(whole.Gradients, parts.Gradients);
        Same(whole.Weights, parts.Weights);

        (double[] Losses, double[] Gradients, double[] Weights) Trained(int count)
        {
            using var network = SmallNetworks.Build(method);
            using var trainer = new DataParallelTrainer([network], new TrainerRates(0.9, 1e-3, 1e-2));
            var (losses, gradients) = (Array.Empty<double>(), Array.Empty<double>());
            trainer.Update(0.1, (_, cut) =>
            {
                cut.Train(false);
                losses = Pass(cut, count, targets);
                gradients = GradientsOf(cut);
                return losses[0];
            });
            return (losses, gradients, [.. Flat(network).SelectMany(parameters => parameters.ToArray())]);
        }
    }

    /// <summary>By the statistics of the batch it does not: gradients are the mean of those of separate minibatches.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Normalisation_sees_each_part_by_itself(SgMethod method, ModuleTargets targets)
    {
        using var parts = SmallNetworks.Build(method);
        parts.Train(true);
        Pass(parts, 2, targets);
        var expected = new double[GradientsOf(parts).Length];
        using var separate = SmallNetworks.Build(method);
        separate.Train(true);
        foreach (var (start, size) in new[] { (0, 4), (4, 3) })
        {
            foreach (var parameters in Flat(separate))
                parameters.Zero();
            DecoupledPass.Run(separate, _images.narrow(0, start, size), _labels.narrow(0, start, size), SmallNetworks.Classes, targets);
            expected = [.. expected.Zip(GradientsOf(separate), (sum, gradient) => sum + gradient * size / Samples)];
        }

        Same(expected, GradientsOf(parts));
        // running statistics move once for each part
        Assert.Equal(Statistics(separate), Statistics(parts));
        using var undivided = SmallNetworks.Build(method);
        undivided.Train(true);
        Pass(undivided, 1, targets);
        Assert.NotEqual(Statistics(undivided), Statistics(parts));
    }

    private double[] Pass(CutNetwork network, int parts, ModuleTargets targets) =>
        new GradientAccumulation(parts, Samples).Run(_images, _labels, (images, labels, share) =>
            DecoupledPass.Run(network, images, labels, SmallNetworks.Classes, targets, share)).data<double>().ToArray();

    private static IEnumerable<FlatParameters> Flat(CutNetwork network) => network.Parameters.Concat(network.ModuleParameters);

    private static double[] GradientsOf(CutNetwork network) =>
        [.. Flat(network).SelectMany(parameters => parameters.Gradients.data<double>().ToArray())];

    private static double[] Statistics(CutNetwork network) =>
        [.. network.Buffers().SelectMany(buffer => buffer.to(float64).data<double>().ToArray())];

    private static void Same(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-10 * scale, $"{i}: {expected[i]} and {actual[i]}");
    }
}
