using System.Globalization;
using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Mpi;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>"Synthetic Gradients", ImageNet, of the supplement: a residual network cut after its second layer, or after three.</summary>
/// <param name="config">The same on all ranks.</param>
/// <param name="time">Measures how long training waits for images.</param>
/// <param name="world">The processes that train together: each has the workers of the config and separate minibatches.</param>
public sealed class SgImageNetExperiment(SgImageNetConfig config, TimeProvider time, MpiWorld world) : IExperiment
{
    private readonly Lazy<ImageNetData> _data = new(() => ImageNetData.Open(config.Data, config.GroundTruth, config.Classes));

    public string Verb => "sg-imagenet";

    public RunConfig Config => config;

    public string Label => SgMethods.Label(config.AllMethods());

    public IReadOnlyList<string> KeyColumns => SgKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_loss", "test_top1", "test_top5", "sg_value_loss", "sg_gradient_loss", "sg_cosine"];

    public IReadOnlyList<string> SummaryMetrics => ["test_top1", "test_top5", "sg_cosine"];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var devices = Devices.ForWorkers(config.Device, config.Workers);
        if (config.Data.Length == 0)
            throw new SobolevException(
                ExitCode.Usage,
                "data: not set; give a folder or archive of ImageNet with train/WNID/*.JPEG and val: --data DIR");
        var data = _data.Value;
        if (data.Training.Count < config.Trunk.BatchSize)
            throw new SobolevException(
                ExitCode.Usage,
                $"trunk.batch_size: {config.Trunk.BatchSize} images per batch, but the training set has only {data.Training.Count}; use a "
                + "smaller batch");
        if (config.Network.Init.Length > 0)
        {
            LibTorch.EnsureLoaded();
            Network(SgMethod.Backprop, data.Classes.Count, CPU, config.Seed, null).Dispose();
        }

        return new Dictionary<string, string>(TorchFacts.Of(devices))
        {
            ["data"] = $"{data.Classes.Count} classes, {data.Training.Count} training images, {data.Validation.Count} validation images, {data.Digest()}",
        };
    }

    /// <summary>Methods, then seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from method in config.AllMethods()
           from seed in config.AllSeeds()
           select new TrialPlan(new SgKey(method, config.CutsOf(method).Count), seed, config.Updates, config.EvaluateEvery),
    ];

    public ITrial Build(TrialPlan plan)
    {
        TorchThreads.Set(config.OperationThreads);
        var (method, data, seed) = (plan.KeyAs<SgKey>().Method, _data.Value, plan.Seed);
        var training = ImageNetData.Sample(data.Training, config.TrainImages, new RandomStream(seed, "images/train"));
        var test = ImageNetData.Sample(data.Validation, config.TestImages, new RandomStream(seed, "images/test"));
        var probe = ImageNetData.Sample(training, config.ProbeImages, new RandomStream(seed, "images/probe"));

        Device[] devices = [.. Devices.ForWorkers(config.Device, config.Workers).Select(device => device.ToTorch())];
        var networks = new List<CutNetwork>();
        foreach (var device in devices)
            networks.Add(Network(method, data.Classes.Count, device, seed, networks.Find(network => network.Device == device.ToString())));

        var (keys, unreadable) = (config.Images, new UnreadableImages(config.Images.MostUnreadable));
        var recipe = new ImageRecipe(keys.Side, keys.Shorter, keys.LeastArea, keys.Colour);
        var limits = new FeedLimits(keys.Threads, keys.Ahead);
        ImageNetMinibatches[] workers =
        [
            .. devices.Select((device, worker) => new ImageNetMinibatches(
                new ImageFeed(training, recipe, seed, new FeedPlan(config.Trunk.BatchSize, world.Rank * config.Workers + worker, world.Size * config.Workers), limits, unreadable, time), keys.Side, device)),
        ];
        var settings = new SgSettings(config.Trunk, config.Module, data.Classes, TopFive: true, "sobolev-sg-imagenet");
        var measured = new ImageNetMeasured(probe, test, recipe, keys.Threads, unreadable, devices[0]);
        return new SgTrial(settings, new DataParallelTrainer(networks, TrainerRates.Of(config.Trunk, config.Module), world), workers, measured) { Notes = () => NotesOf(unreadable, workers) };
    }

    public IReadOnlyList<ResultTable> Tables(RunResults results) => [SgPlots.Modules(results)];

    public void Draw(RunResults results, string folder) => SgPlots.Draw(results, folder, "ImageNet", "test_top1", "top-1 accuracy");

    /// <summary>
    /// The network of a method. Initial weights depend on the seed alone: every method and every worker begins with the same.
    /// </summary>
    internal CutNetwork Network(SgMethod method, int classes, Device device, long seed, CutNetwork? shared)
    {
        var shape = config.Network.ShapeOf(config.Trunk.Width);
        var stages = ResNet.Stages(shape, classes);
        foreach (var (name, stage) in stages)
        {
            InitialWeights.DrawHe(stage, new RandomStream(seed, $"weights/{name}"));
            if (config.Network.ZeroLastScale)
                ResNet.ZeroLastScales(stage);
        }

        if (config.Network.Init.Length > 0)
            ResNet.Load(stages, SafeTensors.Read(config.Network.Init), config.Network.Init);
        foreach (var (_, stage) in stages)
            stage.to(device);

        var modules = new List<GradientModule>();
        if (config.Module.Losses().ObjectiveOf(method) is { } objective)
        {
            foreach (var cut in config.CutsOf(method))
            {
                var module = ImageNetModules.Build(method, objective, shape.ChannelsAfter(cut), classes, config.Module, new RandomStream(seed, $"weights/module{cut}"));
                module.Network.to(device);
                modules.Add(module);
            }
        }

        return new CutNetwork(stages, [.. config.CutsOf(method).Select(cut => ResNet.StemStages + cut)], modules, shared);
    }

    private static IReadOnlyList<string> NotesOf(UnreadableImages unreadable, IReadOnlyList<ImageNetMinibatches> workers) =>
    [
        .. unreadable.TakeNew().Select(name => $"{name} cannot be read and is skipped; in training the next image replaces it"),
        string.Create(CultureInfo.InvariantCulture, $"waited {workers.Average(worker => worker.WaitSeconds):F3} s for images in total"),
    ];
}
