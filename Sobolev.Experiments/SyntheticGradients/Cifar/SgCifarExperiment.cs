using Sobolev.Data;
using Sobolev.Mpi;
using Sobolev.Plots;
using Sobolev.Runs;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>Synthetic gradients on CIFAR-10.</summary>
public sealed class SgCifarExperiment : SgExperiment
{
    private readonly SgCifarConfig _config;
    private readonly Lazy<ImageData> _data;

    public SgCifarExperiment(SgCifarConfig config)
        : this(config, () => DataCache.OfUser().Cifar10(config.Data, config.MostUnreadable)) { }

    /// <param name="data">Asked for once, instead of the images that the config names.</param>
    internal SgCifarExperiment(SgCifarConfig config, Func<ImageData> data)
        : base(config, MpiWorld.Alone) => (_config, _data) = (config, new(data));

    public override string Verb => "sg-cifar";

    public override IReadOnlyList<string> Notes => [.. base.Notes, .. _data.Value.UnreadableNotes];

    private protected override string Found => _data.Value.Found;

    private protected override IReadOnlyList<string> AccuracyMetrics => ["test_accuracy"];

    public override void Draw(RunResults results, PlotFolder plots) =>
        SgPlots.Draw(results, plots, DataTitle.Of(_config.Data, "CIFAR-10", _config.TrainImages), "test_accuracy", "accuracy");

    private protected override string CheckData()
    {
        var (training, test) = (_data.Value.Training, _data.Value.Test);
        ImageChecks.RequireBatch("trunk.batch_size", _config.Trunk.BatchSize, _config.TrainImages, training.Count);
        ImageChecks.RequirePadding("augmentation.padding", _config.Augmentation.Padding, training);
        return $"{training.Count} training images {training.Digest()}, {test.Count} test images {test.Digest()}";
    }

    private protected override ISgTrunk Trunk() =>
        new SgCifarTrunk(_config.Trunk.Width, _data.Value.Training.Height, _data.Value.Classes.Count);

    private protected override SgImages Images(long seed, IReadOnlyList<Device> devices)
    {
        var data = _data.Value.Sample(_config.TrainImages, _config.TestImages, seed);
        var probe = data.Probe(_config.ProbeImages, seed);
        // the first worker measures
        var onDevice = devices.DistinctBy(device => device.ToString()).ToDictionary(device => device.ToString(),
            device => new ImageBatches(data.Training, device, device == devices[0] ? [data.Training, probe, data.Test] : [data.Training]));
        ImageBatches[] images = [.. devices.Select(device => onDevice[device.ToString()])];
        return new SgImages(
            [.. images.Select((its, worker) => new CifarMinibatches(_config, data.Training, its, seed, worker))],
            new CifarMeasured(probe, data.Test, images[0]),
            data.Classes)
        {
            Notes = () => [.. onDevice.Values.SelectMany(its => its.TakeNotes())],
        };
    }
}
