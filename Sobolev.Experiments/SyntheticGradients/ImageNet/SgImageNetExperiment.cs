using System.Globalization;
using Sobolev.Data;
using Sobolev.Mpi;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>Synthetic gradients on ImageNet: a residual network cut after its second layer, or after three.</summary>
/// <param name="config">The same on all ranks.</param>
/// <param name="time">Measures how long training waits for images.</param>
/// <param name="world">The processes that train together.</param>
public sealed class SgImageNetExperiment(SgImageNetConfig config, TimeProvider time, MpiWorld world) : SgExperiment(config, world)
{
    private readonly MpiWorld _world = world;
    private readonly SgImageNetConfig _config = config;
    private readonly Lazy<ImageNetData> _data = new(() => ImageNetData.Open(config.Data, config.GroundTruth, config.Classes));

    public override string Verb => "sg-imagenet";

    private protected override string Found => _data.Value.Found;

    private protected override IReadOnlyList<string> AccuracyMetrics => ["test_top1", "test_top5"];

    public override void Draw(RunResults results, PlotFolder plots) =>
        SgPlots.Draw(results, plots, DataTitle.Of(_config.Data, "ImageNet", _config.TrainImages), "test_top1", "top-1 accuracy");

    private protected override string CheckData()
    {
        if (_config.Data.Length == 0)
            throw new SobolevException(ExitCode.Usage, "data: not set; give a folder or archive of ImageNet with train/WNID/*.JPEG and "
                + "val: --data DIR (or --data built-in for shapes drawn by code)");
        var data = _data.Value;
        ImageChecks.RequireBatch("trunk.batch_size", _config.Trunk.BatchSize, _config.TrainImages, data.Training.Count);
        if (_config.Network.Init.Length > 0)
        {
            LibTorch.EnsureLoaded();
            Network(SgMethod.Backprop, Trunk(), CPU, _config.Seed, null).Dispose();
        }

        return $"{data.Classes.Count} classes, {data.Training.Count} training images, {data.Validation.Count} validation "
            + $"images, {data.Digest()}";
    }

    private protected override ISgTrunk Trunk() => new SgImageNetTrunk(_config.Network, _config.Trunk.Width, _data.Value.Classes.Count);

    private protected override SgImages Images(long seed, IReadOnlyList<Device> devices)
    {
        var data = _data.Value;
        var training = ImageNetData.Sample(data.Training, _config.TrainImages, new RandomStream(seed, "images/train"));
        var test = ImageNetData.Sample(data.Validation, _config.TestImages, new RandomStream(seed, "images/test"));
        var probe = ImageNetData.Sample(training, _config.ProbeImages, new RandomStream(seed, "images/probe"));

        var (keys, unreadable) = (_config.Images, new UnreadableImages(_config.Images.MostUnreadable));
        var recipe = new ImageRecipe(keys.Side, keys.Shorter, keys.LeastArea, keys.Colour);
        var limits = new FeedLimits(keys.Threads, keys.Ahead);
        ImageNetMinibatches[] workers =
        [
            .. devices.Select((device, worker) => new ImageNetMinibatches(
                new ImageFeed(training, recipe, seed, new FeedPlan(_config.Trunk.BatchSize, _world.Rank * _config.Workers + worker,
                    _world.Size * _config.Workers), limits, unreadable, time), keys.Side, device)),
        ];
        return new SgImages(workers, new ImageNetMeasured(probe, test, recipe, keys.Threads, unreadable, devices[0]), data.Classes)
        {
            Notes = () => NotesOf(unreadable, workers),
        };
    }

    private static IReadOnlyList<string> NotesOf(UnreadableImages unreadable, IReadOnlyList<ImageNetMinibatches> workers) =>
    [
        .. unreadable.TakeNew().Select(name => $"{name} cannot be read; it is left out, in training the next takes its place"),
        string.Create(CultureInfo.InvariantCulture, $"waited {workers.Average(worker => worker.WaitSeconds):F3} s for images so far"),
    ];
}
