using System.Globalization;
using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.SyntheticGradients;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>One turn of pytorch/resnet.sh: updates of ResNet50 as sg-imagenet makes them, on random images in memory; one thread.</summary>
internal static class ResNetRound
{
    private const double SecondsPerCase = 20;

    public static void Write(TextWriter output, int side, int batch)
    {
        LibTorch.EnsureLoaded();
        TorchThreads.Set(1);
        var rng = new RandomStream(0, "images");
        var (pixels, labels) = (new byte[batch * side * side * 3], new long[batch]);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)rng.NextInt(256);
        for (var i = 0; i < batch; i++)
            labels[i] = rng.NextInt(1000);
        foreach (var method in new[] { SgMethod.Backprop, SgMethod.Sobolev })
        {
            var config = new SgImageNetConfig
            {
                Methods = [SgMethods.NameOf(method)],
                Device = "cpu",
                Trunk = new TrunkOptions { LearningRate = 0.01 },
            };
            var network = new SgImageNetExperiment(config, TimeProvider.System, Mpi.MpiWorld.Alone)
                .Network(method, new SgImageNetTrunk(config.Network, config.Trunk.Width, 1000), CPU, 0, null);
            var settings = new SgSettings(config.Trunk, config.Module, new string[1000], TopFive: true, "");
            using var trial = new SgTrial(settings, new DataParallelTrainer([network], TrainerRates.Of(config.Trunk, config.Module)),
                [new InMemory(pixels, labels, side)], new Unmeasured());
            Round.Write(output, string.Create(CultureInfo.InvariantCulture, $"{SgMethods.NameOf(method)}-{side}"),
                SecondsPerCase, () => trial.Advance());
        }
    }

    private sealed class InMemory(byte[] pixels, long[] labels, int side) : IMinibatches
    {
        public (Tensor Images, Tensor Labels) Next() => (ImageNetTensors.Of(pixels, labels.Length, side, CPU), tensor(labels));

        public void Save(TrialState state, int worker)
        {
        }

        public void Load(TrialState state, int worker)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Unmeasured : IMeasuredImages
    {
        public int TestBatches => 0;

        public (Tensor Images, Tensor Labels) Probe() => throw new NotSupportedException();

        public (Tensor Images, Tensor Labels) Test(int batch) => throw new NotSupportedException();
    }
}
