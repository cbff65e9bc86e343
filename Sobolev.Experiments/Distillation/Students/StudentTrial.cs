using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>One student that learns its teacher's policy from recorded frames.</summary>
internal sealed class StudentTrial : ITrial
{
    private const int RowsAtOnce = 100;

    private readonly TeacherDataset _dataset;
    private readonly TimeSplit _split;
    private readonly StudentOptions _keys;
    private readonly PolicyNetwork _student;
    private readonly FlatParameters _parameters;
    private readonly FlatAdam _adam;
    private readonly Batches _batches;
    private readonly LossReader _losses;
    private readonly SobolevObjective _objective, _measured;
    private readonly int[] _probe, _test;
    private readonly long _seed;
    private readonly Device _device;
    private readonly RecordedPass _pass;
    private RandomStream _directions;
    private string? _note;

    /// <param name="dataset">Shared by the students of a game.</param>
    /// <param name="split">Training frames and test frames.</param>
    /// <param name="keys">Method and schedule.</param>
    /// <param name="seed">Initial weights and the order of frames depend on it alone, so methods begin alike.</param>
    /// <param name="device">Device of the dataset.</param>
    public StudentTrial(TeacherDataset dataset, TimeSplit split, StudentOptions keys, long seed, Device device)
    {
        (_dataset, _split, _keys, _seed, _device) = (dataset, split, keys, seed, device);
        _note = dataset.Note;
        _student = new PolicyNetwork(PolicyLayers.Student, dataset.Teacher.Actions);
        HeWeights.Draw(_student, new RandomStream(seed, "weights"));
        _student.to(device);
        _parameters = FlatParameters.Of(_student, dataset.IsChannelsLast);
        _adam = new FlatAdam(_parameters, keys.LearningRate);
        _losses = new LossReader(device);
        _batches = new Batches(split.Training.Length, keys.BatchSize, new RandomStream(seed, "order"));
        _directions = new RandomStream(seed, "directions");
        _objective = DistillMethod.Objective(keys.Method, keys.GradientWeight);
        _measured = DistillMethod.Objective(DistillMethod.Sobolev, 1);
        _pass = new RecordedPass(Fill, device, keys.CudaGraphs);
        (_probe, _test) = (TimeSplit.Subsample(split.Training, keys.ProbeFrames), TimeSplit.Subsample(split.Test, keys.TestFrames));
    }

    public long Step { get; private set; }

    public double Advance()
    {
        using var scope = NewDisposeScope();
        var rows = _batches.Next();
        var decisions = new int[rows.Length];
        for (var i = 0; i < decisions.Length; i++)
            decisions[i] = _split.Training[rows[i]];
        var (histories, policy) = (_dataset.Histories(decisions), _dataset.LogPolicyOf(decisions));
        _parameters.Zero();
        var loss = _pass.Run([histories, policy, .. _objective.Draw(_directions, policy, histories).Drawn]);
        _adam.Step();
        Step++;
        return _losses.Take(loss)[0];
    }

    public double? ReadLoss() => _losses.Read()[0];

    /// <returns>
    /// train_kl, train_gradient_loss (for both methods, whether trained on or not), test_action_error in percent, test_kl.
    /// </returns>
    public IReadOnlyList<double> Evaluate()
    {
        // the same directions at every look
        var directions = new RandomStream(_seed, "probe");
        var (kl, gradient) = (0.0, 0.0);
        for (var start = 0; start < _probe.Length; start += RowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = _probe[start..Math.Min(start + RowsAtOnce, _probe.Length)];
            var histories = _dataset.Histories(rows);
            var teacher = _dataset.TeacherAt(histories, _dataset.LogPolicyOf(rows), _measured.Order);
            var student = new FunctionJet(_student.LogPolicy, histories, Graph.Detached, _measured.Order);
            var numbers = _measured.Compare(student, teacher, _measured.Draw(directions, teacher.Value, histories)).ToNumbers();
            kl += numbers.Value!.Value * rows.Length / _probe.Length;
            gradient += numbers.Derivatives[0] * rows.Length / _probe.Length;
        }

        var (error, testKl) = Test();
        return [kl, gradient, error, testKl];
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        _parameters.Save(state, "parameters");
        _adam.Save(state.Part("adam"));
        state.Put("directions", _directions.State);
        _batches.Save(state);
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        _parameters.Load(state, "parameters");
        _adam.Load(state.Part("adam"));
        _directions = new RandomStream(state.Unsigned("directions"));
        _batches.Load(state);
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        ([.. _student.named_parameters()
            .Select(named => StoredTensor.Of<float>(named.name,
                Array.ConvertAll(FlatParameters.Copy(named.parameter), value => (float)value), named.parameter.shape))],
            new Dictionary<string, string> { ["format"] = "sobolev-policy", ["game"] = _dataset.Recording.Game, ["network"] = "student" });

    public IReadOnlyList<string> TakeNotes() => Interlocked.Exchange(ref _note, null) is { } note ? [note] : [];

    public void Dispose()
    {
        _pass.Dispose();
        _losses.Dispose();
        _adam.Dispose();
        _parameters.Dispose();
        _student.Dispose();
    }

    /// <summary>Fills the gradients; returns the loss.</summary>
    /// <param name="inputs">Histories, the teacher's policy and, for method sobolev, the vectors to project it on.</param>
    private Tensor Fill(IReadOnlyList<Tensor> inputs)
    {
        using var autocast = Autocast.Begin(_keys.Precision, _device);
        var student = new LinearisedJet(_student.Linearise, inputs[0], _objective.Order);
        var teacher = _dataset.TeacherAt(inputs[0], inputs[1], _objective.Order);
        var loss = _objective.Compare(student, teacher, new Projections(inputs.ElementAtOrDefault(2)));
        loss.Backward(_student.parameters());
        return loss.Total;
    }

    private (double Error, double Kl) Test()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (student, teacher) = (_dataset.PolicyOf(_student, _test), _dataset.LogPolicyOf(_test));
        var wrong = student.argmax(1).ne(teacher.argmax(1)).sum().ToInt64();
        return (100.0 * wrong / _test.Length, Discrepancy.KullbackLeibler.Of(student, teacher).mean().ToDouble());
    }
}
