using Sobolev.AttentionTransfer;
using Sobolev.Benchmarks;
using Sobolev.Data;
using Sobolev.Distillation;
using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Mpi;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.SyntheticGradients;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Gpu;

/// <summary>A small training of each verb and method, on any device.</summary>
/// <param name="Advance">One update; returns its loss, or the last that is known.</param>
/// <param name="Weights">The trained numbers.</param>
/// <param name="Owned">Disposed with the case.</param>
internal sealed record UpdateCase(Func<double> Advance, Func<double[]> Weights, IDisposable Owned) : IDisposable
{
    public static UpdateCase Of(string name, ComputeDevice device, ComputePrecision precision = ComputePrecision.Float32,
        bool cudaGraphs = true) =>
        name.Split(' ') switch
        {
            ["regress", var order, var networks] => Regress(int.Parse(order), int.Parse(networks), device, cudaGraphs),
            ["distill", var method] => Distill(method, device.ToTorch(), precision, cudaGraphs),
            ["attention", var method] => Attention(AttentionMethod.Named(method), 1, device.ToTorch(), precision, cudaGraphs),
            ["attention", var method, var parts] =>
                Attention(AttentionMethod.Named(method), int.Parse(parts), device.ToTorch(), precision, cudaGraphs),
            ["sg-cifar", var method] => SgCifar(SgMethods.Of(method), device.ToTorch(), precision, cudaGraphs),
            ["sg-imagenet", var method] => SgImageNet(SgMethods.Of(method), device.ToTorch(), precision, cudaGraphs),
            _ => throw new ArgumentException($"no such case: {name}"),
        };

    public void Dispose() => Owned.Dispose();

    private static UpdateCase Regress(int order, int networks, ComputeDevice device, bool cudaGraphs)
    {
        var shape = new MlpShape(2, [16, 16], 1, Activation.Tanh);
        var group = new SeededGroup(shape, BenchmarkFunctions.Named("booth"), (networks, 20, order), 1e-3, device, cudaGraphs);
        return new(group.Advance, group.Weights, group);
    }

    private static UpdateCase Distill(string method, Device device, ComputePrecision precision, bool cudaGraphs)
    {
        const int decisions = 60, actions = 6;
        var frames = new byte[(decisions + RecordedEpisode.Lead) * FrameChunk.FrameSize];
        new Random(1).NextBytes(frames);
        var recording = new Recording(
            new RecordingFile("pong", actions, [new RecordedEpisode(FrameChunk.Pack(frames), new byte[decisions], new float[decisions])]));
        var teacher = new PolicyNetwork(PolicyLayers.Teacher, actions);
        HeWeights.Draw(teacher, new RandomStream(0, "teacher"));
        int[] all = [.. Enumerable.Range(0, decisions)];
        return OfTrial(new StudentTrial(new TeacherDataset(recording, teacher, device, precision), new TimeSplit(all, all),
            new StudentOptions(method, 1e-4, 16, 1, 16, 16, precision, cudaGraphs), 0, device));
    }

    private static UpdateCase Attention(AttentionMethod method, int parts, Device device, ComputePrecision precision, bool cudaGraphs)
    {
        var options = new Sobolev.AttentionTransfer.NetworkOptions { Depth = 16, Width = 1 };
        var data = Images();
        var config = new AttentionConfig
        {
            BatchSize = 8,
            MicroBatches = parts,
            Student = options,
            Precision = precision,
            CudaGraphs = cudaGraphs,
        };
        var teacher = Classifier.Fresh(options, data, new RandomStream(5, "teacher")).Stored();
        return OfTrial(new AttentionTrial(
            config,
            data,
            method,
            1,
            Classifier.Fresh(options, data, new RandomStream(1, "student")),
            new Teacher(new TensorFile(teacher.Tensors, teacher.Metadata), data, TeacherStatistics.Batch, device),
            device,
            0));
    }

    private static UpdateCase SgCifar(SgMethod method, Device device, ComputePrecision precision, bool cudaGraphs)
    {
        var config = new SgCifarConfig { Trunk = new() { Width = 8 }, Module = new() { Width = 8 } };
        var network = new SgCifarExperiment(config).Network(method, new SgCifarTrunk(8, 32, 10), device, 1, null);
        return SyntheticGradients(config, network, (Batch: 8, Side: 32), precision, cudaGraphs);
    }

    /// <summary>
    /// ResNet50 with few channels, for small images: as many operations as with all of them. On the processor libtorch splits convolutions
    /// of small minibatches into several operations.
    /// </summary>
    private static UpdateCase SgImageNet(SgMethod method, Device device, ComputePrecision precision, bool cudaGraphs)
    {
        var config = new SgImageNetConfig { Trunk = new() { Width = 4 }, Module = new() { Width = 8 } };
        var network = new SgImageNetExperiment(config, TimeProvider.System, MpiWorld.Alone)
            .Network(method, new SgImageNetTrunk(config.Network, config.Trunk.Width, 10), device, 1, null);
        return SyntheticGradients(config, network, (Batch: 20, Side: 64), precision, cudaGraphs);
    }

    private static UpdateCase SyntheticGradients(SgConfig config, CutNetwork network, (int Batch, int Side) sizes,
        ComputePrecision precision, bool cudaGraphs)
    {
        var device = network.Parameters[0].Values.device;
        var trainer = new DataParallelTrainer([network], TrainerRates.Of(config.Trunk, config.Module));
        var like = ones(sizes.Batch, 3, sizes.Side, sizes.Side, device: device);
        var images = Projections.UnitVectors(new RandomStream(2, "images"), like) * 50;
        var labels = arange(sizes.Batch, int64, device) % 10;
        var pass = new RecordedPass(inputs => Fill(inputs[0], inputs[1]), device, cudaGraphs);
        return new(
            () => trainer.Update(0.01, (_, part) =>
            {
                part.Train(true);
                return pass.Run(images, labels).to(float64).cpu().data<double>()[0];
            }),
            () => [.. network.Parameters.SelectMany(parameters => parameters.ToArray())],
            new Both(pass, trainer));

        Tensor Fill(Tensor some, Tensor theirs)
        {
            using var autocast = Autocast.Begin(precision, device);
            return DecoupledPass.Run(network, some, theirs, 10, ModuleTargets.True);
        }
    }

    private sealed record Both(IDisposable First, IDisposable Second) : IDisposable
    {
        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }

    private static UpdateCase OfTrial(ITrial trial) => new(trial.Advance,
        () => [.. trial.Model().Tensors.Where(tensor => tensor.Type == "F32").SelectMany(tensor => tensor.Doubles())], trial);

    internal static ImageData Images()
    {
        const int count = 32;
        var pixels = new LongBytes(count * 3 * 32 * 32);
        new Random(2).NextBytes(pixels.Slice(0, count * 3 * 32 * 32));
        var set = new ImageSet(3, 32, 32, pixels, [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
        return new ImageData(set, set, [.. Enumerable.Range(0, 10).Select(i => $"{i}")]);
    }
}
