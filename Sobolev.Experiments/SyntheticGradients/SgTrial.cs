using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>How a cut network is trained, and what is written of it.</summary>
/// <param name="Trunk">The network's optimiser.</param>
/// <param name="Module">The modules'.</param>
/// <param name="Classes">Their names, in the order of the labels.</param>
/// <param name="TopFive">Whether a row also has the top-5 accuracy.</param>
/// <param name="Format">Format of the model file.</param>
/// <param name="Precision">Format of an update's convolutions and products.</param>
internal sealed record SgSettings(TrunkOptions Trunk, ModuleOptions Module, IReadOnlyList<string> Classes, bool TopFive, string Format,
    ComputePrecision Precision = ComputePrecision.Float32);

/// <summary>One network trained on images with one kind of module at its cuts.</summary>
internal sealed class SgTrial : IRankedTrial
{
    /// <summary>Its report: a row per evaluation and module, the loss of the network last.</summary>
    public const string ModulesReport = "modules";

    /// <summary>The number of the module, from 1 at the lowest cut.</summary>
    public const string ModuleColumn = "module";

    public static IReadOnlyList<string> ModuleColumns { get; } = [ModuleColumn, .. ModuleQuality.Columns, "true_loss"];

    private readonly SgSettings _settings;
    private readonly DataParallelTrainer _trainer;
    private readonly IReadOnlyList<IMinibatches> _workers;
    private readonly IMeasuredImages _measured;
    private readonly TimeSeries _modules = new(ModulesReport, ModuleColumns);

    /// <param name="settings">Rates, and what is written.</param>
    /// <param name="trainer">The workers; the trial owns it.</param>
    /// <param name="workers">A source of minibatches for each; the trial owns them.</param>
    /// <param name="measured">Images of the evaluations.</param>
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
            using var autocast = Autocast.Begin(_settings.Precision, images.device);
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
        var probe = GradientDiagnostics.Measure(_trainer.Main, images, labels, _settings.Classes.Count);
        for (var module = 0; module < probe.Modules.Count; module++)
            _modules.Add(Step, [module + 1, .. probe.Modules[module].Numbers, probe.Loss]);
        var accuracy = TestAccuracy();
        return
        [
            probe.Loss, .. _settings.TopFive ? [accuracy.Top1, accuracy.Top5] : new[] { accuracy.Top1 },
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
        _modules.Save(state);
        for (var i = 0; i < _workers.Count; i++)
            _workers[i].Save(state, i);
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        _trainer.Load(state);
        _modules.Load(state);
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
        return (tensors, new Dictionary<string, string> { ["format"] = _settings.Format, ["classes"] = NameList.Join(_settings.Classes) });
    }

    public IEnumerable<TrialReport> Reports() => [_modules.Report()];

    public void Dispose()
    {
        _trainer.Dispose();
        foreach (var worker in _workers)
            worker.Dispose();
    }

    /// <summary>By the running statistics of the first worker.</summary>
    private Accuracy TestAccuracy()
    {
        _trainer.Main.Train(false);
        var accuracy = Accuracy.Measure(_trainer.Main.Forward, _measured.TestBatches, _measured.Test, _settings.TopFive);
        return accuracy.Images > 0
            ? accuracy
            : throw new SobolevException(ExitCode.DataMissing, "none of the test images can be read; the log names them");
    }
}
