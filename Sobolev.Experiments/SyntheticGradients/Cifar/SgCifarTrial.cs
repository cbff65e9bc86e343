using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>One network trained on CIFAR-10 with one kind of module at its cuts.</summary>
internal sealed class SgCifarTrial : ITrial
{
    private const int TestBatch = 250;

    private readonly SgCifarConfig _config;
    private readonly ImageData _data;
    private readonly Crew _crew;
    private readonly Worker[] _workers;
    private readonly ModuleSeries _series = new();

    public SgCifarTrial(SgCifarConfig config, ImageData data, IReadOnlyList<CutNetwork> networks, IReadOnlyList<Device> devices, long seed)
    {
        (_config, _data) = (config, data);
        _crew = new Crew(networks, new CrewRates(config.Trunk.Momentum, config.Trunk.L2, config.Module.LearningRate));
        _workers =
        [
            .. devices.Select((device, worker) => new Worker(
                new ImageBatches(data.Training, device),
                new Batches(data.Training.Count, config.Trunk.BatchSize, new RandomStream(seed, $"order/{worker}")),
                new RandomStream(seed, $"augmentation/{worker}"))),
        ];
    }

    public long Step { get; private set; }

    public double Advance()
    {
        var augmentation = new Augmentation(_config.Augmentation.Padding, _config.Augmentation.Flips);
        var loss = _crew.Update(_config.Trunk.RateAt(Step), (index, network) =>
        {
            var worker = _workers[index];
            var (images, labels) = worker.Images.Compose(_data.Training, worker.Batches.Next(), augmentation, worker.Chance);
            network.Train(true);
            var (loss, moduleLosses) = DecoupledPass.Run(network, images, labels, _data.Classes.Count, _config.Module.Targets);
            // a module that is lost takes the network with it some updates later: say so now
            return moduleLosses.All(double.IsFinite) ? loss : double.NaN;
        });
        Step++;
        return loss;
    }

    public IReadOnlyList<double> Evaluate()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = _workers[0].Images.Compose(_data.Training, 0, Math.Min(_config.ProbeImages, _data.Training.Count));
        var probe = Probe.Measure(_crew.Main, images, labels, _data.Classes.Count);
        _series.Add(Step, probe);
        return [probe.Loss, TestAccuracy(), probe.MeanOf(module => module.ValueError), probe.MeanOf(module => module.GradientError), probe.MeanOf(module => module.Cosine)];
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        _crew.Save(state);
        _series.Save(state);
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i].Batches.Save(state, $"batches{i}");
            state.Put($"augmentation{i}", _workers[i].Chance.State);
        }
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        _crew.Load(state);
        _series.Load(state);
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i].Batches.Load(state, $"batches{i}");
            _workers[i].Chance = new RandomStream(state.Unsigned($"augmentation{i}"));
        }
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model()
    {
        var tensors = new List<StoredTensor>();
        foreach (var segment in _crew.Main.Segments)
            tensors.AddRange(NetworkFile.Tensors(segment));
        for (var i = 0; i < _crew.Main.Modules.Count; i++)
            tensors.AddRange(NetworkFile.Tensors(_crew.Main.Modules[i].Network, $"module{i + 1}."));
        tensors.AddRange(_series.Tensors());
        return (tensors, new Dictionary<string, string> { ["format"] = "sobolev-sg-cifar", ["classes"] = string.Join(',', _data.Classes) });
    }

    public void Dispose()
    {
        _crew.Dispose();
        foreach (var worker in _workers)
            worker.Images.Dispose();
    }

    /// <summary>Percent of the test images whose most probable class is theirs, by the running statistics of the first worker.</summary>
    private double TestAccuracy()
    {
        using var quiet = no_grad();
        _crew.Main.Train(false);
        var right = 0L;
        for (var start = 0; start < _data.Test.Count; start += TestBatch)
        {
            using var scope = NewDisposeScope();
            var (images, labels) = _workers[0].Images.Compose(_data.Test, start, Math.Min(TestBatch, _data.Test.Count - start));
            right += _crew.Main.Forward(images).argmax(1).eq(labels).sum().ToInt64();
        }

        return 100.0 * right / _data.Test.Count;
    }

    private sealed class Worker(ImageBatches images, Batches batches, RandomStream chance)
    {
        public ImageBatches Images { get; } = images;

        public Batches Batches { get; } = batches;

        public RandomStream Chance { get; set; } = chance;
    }
}
