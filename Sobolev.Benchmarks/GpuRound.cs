using System.Diagnostics;
using Sobolev.AttentionTransfer;
using Sobolev.Data;
using Sobolev.Distillation;
using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.SyntheticGradients;
using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Benchmarks;

/// <summary>
/// Updates of every verb on a device, minibatches and all that the host does included, on random data: beside pytorch/gpu_loop.py, whose
/// cases have the same names.
/// </summary>
internal static class GpuRound
{
    private const int Slices = 9, Frames = 2000, Actions = 3;

    private static readonly ComputePrecision[] _all = [ComputePrecision.Float32, ComputePrecision.Tf32, ComputePrecision.Bfloat16];

    private static readonly bool[] _ways = [false, true];

    private static readonly (string Name, Func<Setting, Training> Build, ComputePrecision[] Precisions)[] _cases =
    [
        ("regress-64x20", setting => Regress(setting, 64, 20, 1), _all[..1]),
        ("regress-64x100", setting => Regress(setting, 64, 100, 1), _all[..1]),
        ("regress-280x20", setting => Regress(setting, 280, 20, 1), _all[..1]),
        ("regress-64x20-order2", setting => Regress(setting, 64, 20, 2), _all[..1]),
        ("distill-regular", setting => Distill(setting, DistillMethod.Regular), _all),
        ("distill-sobolev", setting => Distill(setting, DistillMethod.Sobolev), _all),
        ("attention-student", setting => Attention(setting, AttentionMethod.Student), _all),
        ("attention-transfer", setting => Attention(setting, AttentionMethod.Transfer), _all),
        ("sg-cifar-backprop", setting => SgCifar(setting, SgMethod.Backprop, 32), _all),
        ("sg-cifar-sobolev", setting => SgCifar(setting, SgMethod.Sobolev, 32), _all),
        ("sg-cifar-backprop-320", setting => SgCifar(setting, SgMethod.Backprop, 320), _all),
        ("sg-imagenet-backprop", setting => SgImageNet(setting, SgMethod.Backprop, 128), _all),
        ("sg-imagenet-sobolev", setting => SgImageNet(setting, SgMethod.Sobolev, 128), _all),
    ];

    /// <summary>
    /// Lines "ours", case, precision, way (eager: operation by operation, in float32 only; graph: recorded), then microseconds per update:
    /// median and least of the slices.
    /// </summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="device">cuda, or cpu to try the cases.</param>
    /// <param name="seconds">Seconds of each case and way.</param>
    /// <param name="names">Cases; empty: all.</param>
    public static void Write(TextWriter output, string device, double seconds, IReadOnlyList<string> names)
    {
        LibTorch.EnsureLoaded();
        TorchThreads.Set(1);
        var place = Devices.Resolve(device);
        var cases =
            from one in _cases
            where names.Count == 0 || names.Contains(one.Name)
            from precision in one.Precisions
            from graphs in _ways
            where graphs ? place.IsCuda : precision == ComputePrecision.Float32
            select (one, precision, graphs);
        foreach (var (one, precision, graphs) in cases)
        {
            new Arithmetic(precision, Autotunes: true, IsDeterministic: false).Apply(place);
            using var training = one.Build(new(place, precision, graphs));
            var times = Measure(training.Advance, seconds, place);
            var way = graphs ? "graph" : "eager";
            output.WriteLine(FormattableString.Invariant(
                $"ours {one.Name} {precision} {way} {1e6 * times.Median:F1} {1e6 * times.Least:F1}").ToLowerInvariant());
            output.Flush();
        }
    }

    private static Times Measure(Action advance, double seconds, ComputeDevice device)
    {
        Race.Seconds(advance, 5);
        Wait();
        var count = Math.Max(3, (int)(seconds / Slices / (Seconds(5) / 5)));
        return new Times([.. Enumerable.Range(0, Slices).Select(_ => Seconds(count) / count)]);

        double Seconds(int updates)
        {
            var begun = Stopwatch.GetTimestamp();
            Race.Seconds(advance, updates);
            Wait();
            return Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        void Wait()
        {
            if (device.IsCuda)
                torch.cuda.synchronize();
        }
    }

    private static Training Regress(Setting setting, int networks, int samples, int order)
    {
        var shape = new MlpShape(2, [256, 256], 1, order == 2 ? Activation.Tanh : Activation.Relu);
        var group = new SeededGroup(shape, BenchmarkFunctions.Rosenbrock, (networks, samples, order), 3e-5, setting.Device, setting.Graphs);
        return new(() => group.Advance(), group);
    }

    private static Training Distill(Setting setting, string method)
    {
        var teacher = new PolicyNetwork(PolicyLayers.Teacher, Actions);
        teacher.Draw(new RandomStream(0, "teacher"));
        var dataset = new TeacherDataset(PolicyRound.RandomFrames(Frames), teacher, setting.Device.ToTorch(), setting.Precision);
        int[] all = [.. Enumerable.Range(0, Frames)];
        return Of(new StudentTrial(dataset, new TimeSplit(all, all),
            new StudentOptions(method, 1e-4, 200, 1, 1, 1, setting.Precision, setting.Graphs), 0, setting.Device.ToTorch()));
    }

    private static Training Attention(Setting setting, AttentionMethod method)
    {
        var network = new Sobolev.AttentionTransfer.NetworkOptions { Depth = 16, Width = 1 };
        var data = ImageRound.RandomData();
        var config = new AttentionConfig { Student = network, Precision = setting.Precision, CudaGraphs = setting.Graphs };
        var (tensors, metadata) = Classifier.Fresh(network, data, new RandomStream(1, "teacher")).Stored();
        var device = setting.Device.ToTorch();
        var teacher = new Teacher(new TensorFile(tensors, metadata), data, TeacherStatistics.Batch, device);
        return Of(new AttentionTrial(config, data, method, 1, Classifier.Fresh(network, data, new RandomStream(0, "student")), teacher,
            device, seed: 0));
    }

    private static Training SgCifar(Setting setting, SgMethod method, int batch)
    {
        var data = ImageRound.RandomData();
        var experiment = new SgCifarExperiment(new SgCifarConfig
        {
            Methods = [SgMethods.NameOf(method)],
            Device = setting.Device.ToString(),
            Precision = setting.Precision,
            CudaGraphs = setting.Graphs,
            Trunk = new TrunkOptions { Width = 64, BatchSize = batch, LearningRate = 0.02 },
            Module = new ModuleOptions { Width = 64, LearningRate = 1e-3 },
        }, () => data);
        return Of(experiment.Build(experiment.Plan()[0]));
    }

    private static Training SgImageNet(Setting setting, SgMethod method, int batch) =>
        Of(ResNetRound.Trial(method, 224, batch, setting.Device, setting.Precision, setting.Graphs));

    private static Training Of(ITrial trial) => new(() => trial.Advance(), trial);

    private sealed record Setting(ComputeDevice Device, ComputePrecision Precision, bool Graphs);

    private sealed record Training(Action Advance, IDisposable Owned) : IDisposable
    {
        public void Dispose() => Owned.Dispose();
    }
}
