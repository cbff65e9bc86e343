using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Runs;
using Sobolev.State;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>Settings for training a cut network, and its output files.</summary>
/// <param name="Trunk">The network's optimiser.</param>
/// <param name="Module">The modules'.</param>
/// <param name="Classes">Their names, in the order of the labels.</param>
/// <param name="TopFive">Whether a row also has the top-5 accuracy.</param>
/// <param name="Format">Format of the model file.</param>
internal sealed record SgSettings(TrunkOptions Trunk, ModuleOptions Module, IReadOnlyList<string> Classes, bool TopFive, string Format);

/// <summary>One network trained on images with one kind of module at its cuts.</summary>
internal sealed class SgTrial : IRankedTrial
{
    private readonly SgSettings _settings;
    private readonly DataParallelTrainer _trainer;
    private readonly IReadOnlyList<IMinibatches> _workers;
    private readonly IMeasuredImages _measured;
    private readonly ModuleSeries _series = new();

    /// <param name="settings">Learning rates and output files.</param>
    /// <param name="trainer">The workers; the trial owns it.</param>
    /// <param name="workers">A source of minibatches for each; the trial owns them.</param>
    /// <param name="measured">Images used in evaluations.</param>
    public SgTrial(SgSettings settings, DataParallelTrainer trainer, IReadOnlyList<IMinibatches> workers, IMeasuredImages measured)
    {
        (_settings, _trainer, _workers, _measured) = (settings, trainer, workers, measured);
    }

    public long Step { get; private set; }

    /// <summary>Messages for the log from the readers of the images.</summary>
    public Func<IReadOnlyList<string>> Notes { get; init; } = () => [];

    public IReadOnlyList<string> TakeNotes() => Notes();

    public double Advance()
    {
        var loss = _trainer.Update(_settings.Trunk.RateAt(Step), (worker, network) =>
        {
            var (images, labels) = _workers[worker].Next();
            network.Train(true);
            var (loss, moduleLosses) = DecoupledPass.Run(network, images, labels, _settings.Classes.Count, _settings.Module.Targets);
            // a module that is lost takes the network with it some updates later: say so now
            return moduleLosses.All(double.IsFinite) ? loss : double.NaN;
        });
        Step++;
        return loss;
    }

    public IReadOnlyList<double> Evaluate()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = _measured.Probe();
        var probe = Probe.Measure(_trainer.Main, images, labels, _settings.Classes.Count);
        _series.Add(Step, probe);
        var (first, five) = Accuracies();
        return
        [
            probe.Loss, .. _settings.TopFive ? [first, five] : new[] { first },
            probe.MeanOf(module => module.ValueError), probe.MeanOf(module => module.GradientError), probe.MeanOf(module => module.Cosine),
        ];
    }

    public void Collect() => _trainer.Collect();

    public void Distribute(long step)
    {
        _trainer.Distribute();
        if (Step == step)
            return;
        Step = step;
        foreach (var worker in _workers)
            worker.GoTo(step);
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        _trainer.Save(state);
        _series.Save(state);
        for (var i = 0; i < _workers.Count; i++)
            _workers[i].Save(state, i);
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        _trainer.Load(state);
        _series.Load(state);
        for (var i = 0; i < _workers.Count; i++)
            _workers[i].Load(state, i);
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model()
    {
        var tensors = new List<StoredTensor>();
        foreach (var segment in _trainer.Main.Segments)
            tensors.AddRange(NetworkFile.Tensors(segment));
        for (var i = 0; i < _trainer.Main.Modules.Count; i++)
            tensors.AddRange(NetworkFile.Tensors(_trainer.Main.Modules[i].Network, $"module{i + 1}."));
        tensors.AddRange(_series.Tensors());
        return (tensors, new Dictionary<string, string> { ["format"] = _settings.Format, ["classes"] = string.Join(',', _settings.Classes) });
    }

    public void Dispose()
    {
        _trainer.Dispose();
        foreach (var worker in _workers)
            worker.Dispose();
    }

    /// <summary>
    /// Percent of the test images whose most probable class is theirs, and whose class is among the five most probable, by the running
    /// statistics of the first worker.
    /// </summary>
    private (double First, double Five) Accuracies()
    {
        using var quiet = no_grad();
        _trainer.Main.Train(false);
        var most = Math.Min(5, _settings.Classes.Count);
        var (first, five, seen) = (0L, 0L, 0L);
        for (var batch = 0; batch < _measured.TestBatches; batch++)
        {
            using var scope = NewDisposeScope();
            var (images, labels) = _measured.Test(batch);
            if (labels.numel() == 0)
                continue;
            seen += labels.numel();
            var logits = _trainer.Main.Forward(images);
            first += logits.argmax(1).eq(labels).sum().ToInt64();
            if (_settings.TopFive)
                five += logits.topk(most, 1).indexes.eq(labels.unsqueeze(1)).sum().ToInt64();
        }

        return seen > 0
            ? (100.0 * first / seen, 100.0 * five / seen)
            : throw new SobolevException(ExitCode.DataMissing, "no test image can be read; the log names them");
    }
}
