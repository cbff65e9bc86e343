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
        foreach (var method in new[] { SgMethod.Backprop, SgMethod.Sobolev })
        {
            using var trial = Trial(method, side, batch, ComputeDevice.Cpu, ComputePrecision.Float32, cudaGraphs: false);
            Round.Write(output, string.Create(CultureInfo.InvariantCulture, $"{SgMethods.NameOf(method)}-{side}"),
                SecondsPerCase, () => trial.Advance());
        }
    }

    /// <summary>One worker on random images of one minibatch.</summary>
    internal static SgTrial Trial(SgMethod method, int side, int batch, ComputeDevice device, ComputePrecision precision, bool cudaGraphs)
    {
        var rng = new RandomStream(0, "images");
        var (pixels, labels) = (new byte[batch * side * side * 3], new long[batch]);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)rng.NextInt(256);
        for (var i = 0; i < batch; i++)
            labels[i] = rng.NextInt(1000);
        var config = new SgImageNetConfig { Methods = [SgMethods.NameOf(method)], Trunk = new TrunkOptions { LearningRate = 0.01 } };
        var network = new SgImageNetExperiment(config, TimeProvider.System, Mpi.MpiWorld.Alone)
            .Network(method, new SgImageNetTrunk(config.Network, config.Trunk.Width, 1000), device.ToTorch(), 0, null);
        var settings = new SgSettings(config.Trunk, config.Module, new string[1000], TopFive: true, "", precision, cudaGraphs);
        return new SgTrial(settings, new DataParallelTrainer([network], TrainerRates.Of(config.Trunk, config.Module)),
            [new InMemory(pixels, labels, side, device.ToTorch())], new Unmeasured());
    }

    private sealed class InMemory(byte[] pixels, long[] labels, int side, Device device) : IMinibatches
    {
        public (Tensor Images, Tensor Labels) Next() =>
            (ImageNetTensors.Of(pixels, labels.Length, side, device), NativeTensors.Of(labels, device));

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
