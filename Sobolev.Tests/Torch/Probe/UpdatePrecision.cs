using Sobolev.AttentionTransfer;
using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Distillation;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Mpi;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.SyntheticGradients;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.TorchProbe;

/// <summary>
/// One update of every method of a preset, with its networks and its batch, on images of waves: loss and gradients in 32 bits against 64
/// bits, and each convolution of it by itself.
/// </summary>
/// <remarks>
/// Rounding makes some rectifiers and some signs of an absolute error flip, which changes a gradient at once and not in its last digits:
/// plain kernels in 32 bits are up to 15% off. The loss, which is continuous, and single convolutions, which are linear, are held closely.
/// </remarks>
internal sealed class UpdatePrecision
{
    private readonly ConvolutionShapes _convolutions = new();

    /// <returns>Lines: "method", error of the loss, error of the gradient of the worst part of the network; then "convolution" and its
    /// error.</returns>
    public static IEnumerable<string> Of(string verb, string preset)
    {
        var update = new UpdatePrecision();
        return [.. update.Methods(verb, preset), .. update._convolutions.Errors().Select(line => $"convolution {line}")];
    }

    private IEnumerable<string> Methods(string verb, string preset) => verb switch
    {
        "attention" => Attention(Load<AttentionConfig>(verb, preset)),
        "distill" => Distill(Load<DistillConfig>(verb, preset)),
        "sg-cifar" => SgCifar(Load<SgCifarConfig>(verb, preset)),
        "sg-imagenet" => SgImageNet(Load<SgImageNetConfig>(verb, preset)),
        _ => throw new ArgumentException($"unknown verb: {verb}"),
    };

    private IEnumerable<string> Attention(AttentionConfig config) =>
        from method in AttentionMethod.Students
        select Compare(method.Name, type =>
        {
            var data = Noise(3, 32, 10);
            using var student = Classifier.Fresh(config.Student, data, new RandomStream(1, "student"));
            using var teacher = Classifier.Fresh(config.Teacher.Network, data, new RandomStream(2, "teacher"));
            student.Network.to(type);
            teacher.Network.to(type);
            Watch(student.Network, teacher.Network);
            Normalisation.ByBatch(student.Network, learns: true);
            Normalisation.ByBatch(teacher.Network, learns: false);
            var (images, labels) = Batch(config.BatchSize, 3, 32, 10, type);
            var objective = method.Objective(config.Alphas[^1], config.Derivative);
            var target = teacher.Loss(images, labels, objective.Order);
            var loss = objective.Compare(student.TrainedLoss(images, labels, objective.Order), target);
            loss.Backward();
            return Gradients(loss.ToNumbers().Total, student.Network.named_parameters());
        });

    private IEnumerable<string> Distill(DistillConfig config) =>
        from method in DistillMethod.All
        select Compare(method, type =>
        {
            const int actions = 6;
            using var student = new PolicyNetwork(PolicyLayers.Student, actions);
            using var teacher = new PolicyNetwork(PolicyLayers.Teacher, actions);
            HeWeights.Draw(student, new RandomStream(1, "student"));
            HeWeights.Draw(teacher, new RandomStream(2, "teacher"));
            student.to(type);
            teacher.to(type);
            Watch(student, teacher);
            var (frames, _) = Batch(config.BatchSize, 4, 84, actions, type);
            var objective = DistillMethod.Objective(method, 1);
            var target = new FunctionJet(teacher.LogPolicy, frames, Graph.Detached, objective.Order);
            var model = new LinearisedJet(student.Linearise, frames, objective.Order);
            var loss = objective.Compare(model, target, objective.Draw(new RandomStream(3, "directions"), target.Value, frames));
            loss.Backward();
            return Gradients(loss.ToNumbers().Total, student.named_parameters());
        });

    private IEnumerable<string> SgCifar(SgCifarConfig config) =>
        from method in Enum.GetValues<SgMethod>()
        let side = Side(32, config.Trunk)
        select Compare($"{method}", type => Decoupled(
            new SgCifarExperiment(config).Network(method, new SgCifarTrunk(config.Trunk.Width, side, 10), CPU, 1, null),
            Batch(config.Trunk.BatchSize, 3, side, 10, type), 10, config.Module));

    private IEnumerable<string> SgImageNet(SgImageNetConfig config) =>
        from method in Enum.GetValues<SgMethod>()
        select Compare($"{method}", type => Decoupled(
            new SgImageNetExperiment(config, TimeProvider.System, MpiWorld.Alone)
                .Network(method, new SgImageNetTrunk(config.Network, config.Trunk.Width, 20), CPU, 1, null),
            Batch(config.Trunk.BatchSize, 3, Side(64, config.Trunk), 20, type),
            20,
            config.Module));

    /// <summary>Smaller images than the preset's, so that 64 bits take seconds: channels, kernels and batch are what decides about a
    /// kernel.</summary>
    private static int Side(int side, TrunkOptions trunk) => trunk.Width >= 64 ? side / 2 : side;

    private (double Loss, Dictionary<string, Tensor> Gradients) Decoupled(CutNetwork network, (Tensor Images, Tensor Labels) batch,
        int classes, ModuleOptions keys)
    {
        using (network)
        {
            network.Train(true);
            Watch([.. network.Segments, .. network.Modules.Select(module => module.Network)]);
            var losses = DecoupledPass.Run(network, batch.Images, batch.Labels, classes, keys.Targets);
            var loss = losses.to(float64).data<double>()[0];
            return Gradients(loss, network.Segments.Concat(network.Modules.Select(module => module.Network))
                .SelectMany((part, i) => part.named_parameters().Select(named => ($"{i}.{named.name}", named.parameter))));
        }
    }

    private static string Compare(string method, Func<ScalarType, (double Loss, Dictionary<string, Tensor> Gradients)> update)
    {
        using var scope = NewDisposeScope();
        // networks are built in the default precision; the process has one thread
        set_default_dtype(float32);
        var single = update(float32);
        set_default_dtype(float64);
        var exact = update(float64);
        set_default_dtype(float32);
        var loss = Math.Abs(single.Loss - exact.Loss) / Math.Abs(exact.Loss);
        var parts = exact.Gradients.Keys.GroupBy(name => name.Split('.')[0])
            .Select(part => Relative(Flat(single.Gradients, part), Flat(exact.Gradients, part)));
        return FormattableString.Invariant($"method {loss:E2} {parts.Max():E2} {method}");
    }

    private void Watch(params nn.Module[] networks)
    {
        foreach (var network in networks)
            _convolutions.Watch(network);
    }

    private static Tensor Flat(Dictionary<string, Tensor> gradients, IEnumerable<string> names) =>
        cat([.. names.Select(name => gradients[name].flatten())]);

    /// <summary>NaN counts as infinite: Max would pass over it.</summary>
    private static double Relative(Tensor single, Tensor exact)
    {
        var norm = exact.norm().ToDouble();
        var error = norm == 0 ? single.norm().ToDouble() : (single - exact).norm().ToDouble() / norm;
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    private static (double Loss, Dictionary<string, Tensor> Gradients) Gradients(double loss,
        IEnumerable<(string Name, TorchSharp.Modules.Parameter Parameter)> parameters) =>
        (loss, parameters.Where(named => named.Parameter.grad is not null)
            .ToDictionary(named => named.Name, named => named.Parameter.grad!.to(float64)));

    private static (Tensor Images, Tensor Labels) Batch(int count, int channels, int side, int classes, ScalarType type)
    {
        var rng = new Random(4);
        var pixels = new float[count * side * side * channels];
        for (var plane = 0; plane < count * channels; plane++)
        {
            var (a, b, c, d) = (rng.NextDouble() * 12 / side, rng.NextDouble() * 12 / side, rng.NextDouble() * 6, rng.NextDouble());
            for (var pixel = 0; pixel < side * side; pixel++)
                pixels[(((plane / channels * side * side) + pixel) * channels) + (plane % channels)] =
                    (float)(d + Math.Sin((a * (pixel / side)) + (b * (pixel % side)) + c));
        }

        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % classes))];
        return (tensor(pixels, [count, side, side, channels]).permute(0, 3, 1, 2).to(type), tensor(labels));
    }

    private static ImageData Noise(int channels, int side, int classes)
    {
        var set = new ImageSet(channels, side, side, new LongBytes(channels * side * side), [0]);
        return new ImageData(set, set, [.. Enumerable.Range(0, classes).Select(label => $"{label}")]);
    }

    private static TConfig Load<TConfig>(string verb, string preset)
        where TConfig : RunConfig, new() =>
        ConfigLoader.Load<TConfig>(verb,
            new ConfigSources { PresetFolder = Path.Combine(AppContext.BaseDirectory, "configs"), Preset = preset });
}
