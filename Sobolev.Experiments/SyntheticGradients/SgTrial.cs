using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>How a cut network is trained, and what is written of it.</summary>
/// <param name="Trunk">The network's optimiser.</param>
/// <param name="Module">The modules'.</param>
/// <param name="Classes">Their names, in the order of the labels.</param>
/// <param name="TopFive">Whether a row also has the top-5 accuracy.</param>
/// <param name="Format">Format of the model file.</param>
/// <param name="Precision">Format of an update's convolutions and products.</param>
/// <param name="CudaGraphs">Whether a GPU records an update and repeats it: the activations of each worker then stay in its memory.</param>
internal sealed record SgSettings(TrunkOptions Trunk, ModuleOptions Module, IReadOnlyList<string> Classes, bool TopFive, string Format,
    ComputePrecision Precision = ComputePrecision.Float32, bool CudaGraphs = false);

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
    private readonly IReadOnlyList<RecordedPass> _passes;
    private readonly IReadOnlyList<LossReader> _losses;
    private readonly TimeSeries _modules = new(ModulesReport, ModuleColumns);

    /// <param name="settings">Rates, and what is written.</param>
    /// <param name="trainer">The workers; the trial owns it.</param>
    /// <param name="workers">A source of minibatches for each; the trial owns them.</param>
    /// <param name="measured">Images of the evaluations.</param>
    public SgTrial(SgSettings settings, DataParallelTrainer trainer, IReadOnlyList<IMinibatches> workers, IMeasuredImages measured)
    {
        (_settings, _trainer, _workers, _measured) = (settings, trainer, workers, measured);
        _passes = [.. trainer.Networks.Select(network =>
            new RecordedPass(inputs => Fill(network, inputs[0], inputs[1]), network.Parameters[0].Values.device, settings.CudaGraphs))];
        // ranks exchange their losses in every update
        _losses = [.. trainer.Networks.Select(network =>
            new LossReader(trainer.IsAlone && network.Parameters[0].Values.device_type != DeviceType.CPU))];
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
            return LossOf(_losses[worker].Take(_passes[worker].Run(images, labels)));
        });
        Step++;
        return loss;
    }

    public double? ReadLoss() => _trainer.IsAlone ? _losses.Average(worker => LossOf(worker.Read())) : null;

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
        foreach (var pass in _passes)
            pass.Dispose();
        foreach (var losses in _losses)
            losses.Dispose();
        _trainer.Dispose();
        foreach (var worker in _workers)
            worker.Dispose();
    }

    /// <summary>A module that is lost takes the network with it some updates later: not-a-number says so now.</summary>
    /// <param name="losses">The network's, then the modules'.</param>
    private static double LossOf(IReadOnlyList<double> losses) => losses.All(double.IsFinite) ? losses[0] : double.NaN;

    private Tensor Fill(CutNetwork network, Tensor images, Tensor labels) =>
        _settings.Trunk.Accumulation().Run(images, labels, (part, theirs, share) =>
        {
            using var autocast = Autocast.Begin(_settings.Precision, part.device);
            return DecoupledPass.Run(network, part, theirs, _settings.Classes.Count, _settings.Module.Targets, share);
        });

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
