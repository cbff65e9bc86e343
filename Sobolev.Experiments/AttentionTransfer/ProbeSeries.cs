using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.AttentionTransfer;

/// <summary>Results of a trial's probes; stored in checkpoints and model, and written to probes.csv.</summary>
internal sealed class ProbeSeries
{
    /// <summary>Prefix of its tensors' names in a model file.</summary>
    public const string Prefix = "probe.";

    /// <summary>
    /// Numbers of a probe; the last is the distance of the parameters from their initial values, relative to the initial norm.
    /// </summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["student_loss", "teacher_loss", "value_gap", "sensitivity", "gradient_cosine", "student_gradient", "teacher_gradient", "transfer_cost", "sobolev_cost", "weight_change"];

    private const string StepsName = Prefix + "steps";
    private const string NumbersName = Prefix + "numbers";

    private readonly List<long> _steps = [];
    private readonly List<double> _numbers = [];

    public IReadOnlyList<long> Steps => _steps;

    public static ProbeSeries Of(TensorFile file)
    {
        var series = new ProbeSeries();
        series._steps.AddRange(file[StepsName].Values<long>());
        series._numbers.AddRange(file[NumbersName].Values<double>());
        return series;
    }

    public void Add(long step, Probe probe, double weightChange)
    {
        _steps.Add(step);
        _numbers.AddRange([probe.StudentLoss, probe.TeacherLoss, probe.ValueGap, probe.Sensitivity, probe.Cosine, probe.StudentGradient, probe.TeacherGradient, probe.TransferCost, probe.SobolevCost, weightChange]);
    }

    /// <summary>One column, a number per probe.</summary>
    public IReadOnlyList<double> Of(string column)
    {
        var offset = Columns.ToList().IndexOf(column);
        return [.. Enumerable.Range(0, _steps.Count).Select(probe => _numbers[probe * Columns.Count + offset])];
    }

    public IReadOnlyList<StoredTensor> Tensors() =>
    [
        StoredTensor.Of<long>(StepsName, _steps.ToArray()),
        StoredTensor.Of<double>(NumbersName, _numbers.ToArray(), _steps.Count, Columns.Count),
    ];

    public void Save(TrialState state)
    {
        state.Put<long>(StepsName, _steps.ToArray());
        state.Put<double>(NumbersName, _numbers.ToArray());
    }

    public void Load(TrialState state)
    {
        _steps.Clear();
        _numbers.Clear();
        _steps.AddRange(state.Values<long>(StepsName));
        _numbers.AddRange(state.Values<double>(NumbersName));
    }
}
