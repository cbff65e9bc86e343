using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.SyntheticGradients;

/// <summary>Results of the probes during training, per module; stored in checkpoints and model, and written to modules.csv.</summary>
internal sealed class ModuleSeries
{
    /// <summary>Numbers per module and probe: the columns of modules.csv, the network's own loss last.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["value_error", "gradient_error", "cosine", "norm_ratio", "predicted_loss", "true_loss"];

    private const string StepsName = "probe.steps";
    private const string NumbersName = "probe.modules";
    private const string ModulesText = "probe.count";

    private readonly List<long> _steps = [];
    private readonly List<double> _numbers = [];

    public IReadOnlyList<long> Steps => _steps;

    public int Modules { get; private set; }

    public static ModuleSeries Of(TensorFile file)
    {
        var series = new ModuleSeries();
        if (file.Tensors.FirstOrDefault(tensor => tensor.Name == StepsName) is not { } steps)
            return series;
        series._steps.AddRange(steps.Values<long>());
        series._numbers.AddRange(file[NumbersName].Values<double>());
        series.Modules = (int)file[NumbersName].Shape[1];
        return series;
    }

    public void Add(long step, ProbeResult probe)
    {
        _steps.Add(step);
        Modules = probe.Modules.Count;
        foreach (var module in probe.Modules)
            _numbers.AddRange([module.ValueError, module.GradientError, module.Cosine, module.NormRatio, module.PredictedLoss, probe.Loss]);
    }

    /// <summary>One column of one module (from 0), a number per probe.</summary>
    public IReadOnlyList<double> Of(int module, string column)
    {
        var offset = Columns.ToList().IndexOf(column);
        return [.. Enumerable.Range(0, _steps.Count).Select(probe => _numbers[(probe * Modules + module) * Columns.Count + offset])];
    }

    public IReadOnlyList<StoredTensor> Tensors() => Modules == 0 ? [] :
    [
        StoredTensor.Of<long>(StepsName, _steps.ToArray()),
        StoredTensor.Of<double>(NumbersName, _numbers.ToArray(), _steps.Count, Modules, Columns.Count),
    ];

    public void Save(TrialState state)
    {
        state.Put<long>(StepsName, _steps.ToArray());
        state.Put<double>(NumbersName, _numbers.ToArray());
        state.Put(ModulesText, Modules);
    }

    public void Load(TrialState state)
    {
        _steps.Clear();
        _numbers.Clear();
        _steps.AddRange(state.Values<long>(StepsName));
        _numbers.AddRange(state.Values<double>(NumbersName));
        Modules = (int)state.Integer(ModulesText);
    }
}
