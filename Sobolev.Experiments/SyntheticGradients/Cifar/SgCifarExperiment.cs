using Sobolev.Data;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>"Synthetic Gradients", CIFAR-10, of the supplement: a network cut in pieces that are trained by models of the loss.</summary>
public sealed class SgCifarExperiment(SgCifarConfig config) : IExperiment
{
    private readonly Lazy<ImageData> _data = new(() => DataCache.OfUser().Cifar10(config.Data));

    public string Verb => "sg-cifar";

    public RunConfig Config => config;

    public string Label => SgMethods.Label(config.AllMethods());

    public IReadOnlyList<string> KeyColumns => SgKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_loss", "test_accuracy", "sg_value_loss", "sg_gradient_loss", "sg_cosine"];

    public IReadOnlyList<string> SummaryMetrics => ["test_accuracy", "sg_cosine"];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var devices = Devices.ForWorkers(config.Device, config.Workers);
        var (training, test) = (_data.Value.Training, _data.Value.Test);
        if (training.Count < config.Trunk.BatchSize)
            throw new SobolevException(
                ExitCode.Usage,
                $"trunk.batch_size: {config.Trunk.BatchSize} images per batch, but the training set has only {training.Count}; use a "
                + "smaller batch");
        if (config.Augmentation.Padding >= training.Width || config.Augmentation.Padding >= training.Height)
            throw new SobolevException(
                ExitCode.Usage,
                $"augmentation.padding: {config.Augmentation.Padding} pixels of padding is too much for images of "
                + $"{training.Width}x{training.Height}");
        return new Dictionary<string, string>(TorchFacts.Of(devices))
        {
            ["data"] = $"{training.Count} training images {training.Digest()}, {test.Count} test images {test.Digest()}",
        };
    }

    /// <summary>Methods, then seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from method in config.AllMethods()
           from seed in config.AllSeeds()
           select new TrialPlan(new SgKey(method, config.CutsOf(method).Count), seed, config.Updates, config.EvaluateEvery),
    ];

    public ITrial Build(TrialPlan plan) => Build(plan, _data.Value);

    internal ITrial Build(TrialPlan plan, ImageData all)
    {
        TorchThreads.Set(config.OperationThreads);
        var method = plan.KeyAs<SgKey>().Method;
        var data = all.Sample(config.TrainImages, config.TestImages, plan.Seed);
        Device[] devices = [.. Devices.ForWorkers(config.Device, config.Workers).Select(device => device.ToTorch())];
        var networks = new List<CutNetwork>();
        foreach (var device in devices)
            networks.Add(Network(method, data, device, plan.Seed, networks.Find(network => network.Device == device.ToString())));
        CifarMinibatches[] workers = [.. devices.Select((device, worker) => new CifarMinibatches(config, data.Training, device, plan.Seed, worker))];
        var settings = new SgSettings(config.Trunk, config.Module, data.Classes, TopFive: false, "sobolev-sg-cifar");
        var measured = new CifarMeasured(data.Probe(config.ProbeImages, plan.Seed), data.Test, workers[0].Images);
        return new SgTrial(settings, new DataParallelTrainer(networks, TrainerRates.Of(config.Trunk, config.Module)), workers, measured);
    }

    public IReadOnlyList<ResultTable> Tables(RunResults results) => [SgPlots.Modules(results)];

    public void Draw(RunResults results, string folder) => SgPlots.Draw(results, folder, "CIFAR-10", "test_accuracy", "test accuracy");

    /// <summary>
    /// The network of a method. Initial weights depend on the seed alone: every method and every worker begins with the same.
    /// </summary>
    internal CutNetwork Network(SgMethod method, ImageData data, Device device, long seed, CutNetwork? shared)
    {
        var stages = CifarTrunk.Stages(config.Trunk.Width, data.Training.Height, data.Classes.Count);
        foreach (var (name, stage) in stages)
        {
            InitialWeights.DrawHe(stage, new RandomStream(seed, $"weights/{name}"));
            stage.to(device);
        }

        var modules = new List<GradientModule>();
        if (config.Module.Losses().ObjectiveOf(method) is { } objective)
        {
            foreach (var cut in config.CutsOf(method))
            {
                var module = CifarModules.Build(method, objective, config.Trunk.Width << (cut - 1), (data.Training.Height - 1 >> (cut - 1)) + 1, data.Classes.Count, config.Module, new RandomStream(seed, $"weights/module{cut}"));
                module.Network.to(device);
                modules.Add(module);
            }
        }

        return new CutNetwork(stages, config.CutsOf(method), modules, shared);
    }
}
