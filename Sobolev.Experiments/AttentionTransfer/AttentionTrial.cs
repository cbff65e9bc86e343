using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.AttentionTransfer;

/// <summary>
/// One classifier trained on an objective of its log loss and its input gradient: a teacher, or a student beside its teacher.
/// </summary>
/// <remarks>
/// The student is normalised by the statistics of the batch, one forward pass giving value and gradient: its input gradient is that of the
/// sum of the batch's losses, through those statistics. Its running statistics learn from that one pass and are used for test images.
/// The batch is that which is in memory: with <see cref="GradientAccumulation"/> each part of a minibatch.
/// </remarks>
internal sealed class AttentionTrial : ITrial
{
    /// <summary>Its report: more of each evaluation than metrics.csv has.</summary>
    public const string ProbesReport = "probes";

    /// <summary>Columns of that report; the last is how far the parameters are from where they began, relative to their length
    /// there.</summary>
    public static IReadOnlyList<string> ProbeColumns { get; } = [.. GradientDiagnostics.Columns, "weight_change"];

    private const string TeacherText = "teacher";

    private readonly AttentionConfig _config;
    private readonly ImageData _data;
    private readonly Classifier _student;
    private readonly Teacher? _teacher;
    private readonly Func<AttentionMethod, SobolevObjective> _objectives;
    private readonly SobolevObjective _objective;
    private readonly FlatParameters _parameters;
    private readonly Tensor _start;
    private readonly FlatSgd _sgd;
    private readonly LossReader _losses;
    private readonly RecordedPass _pass;
    private readonly ImageBatches _images;
    private readonly Batches _batches;
    private readonly ImageSet _probe;
    private readonly TestImages _test;
    private readonly TimeSeries _probes = new(ProbesReport, ProbeColumns);
    private RandomStream _augmentation;

    /// <param name="config">Schedule, batches, augmentation.</param>
    /// <param name="data">The images of this trial.</param>
    /// <param name="method">Training method; <paramref name="alpha"/> weighs its gradient term.</param>
    /// <param name="student">Taken over, as is the teacher.</param>
    /// <param name="teacher">Null for the training of a teacher.</param>
    public AttentionTrial(AttentionConfig config, ImageData data, AttentionMethod method, double alpha, Classifier student,
        Teacher? teacher, Device device, long seed)
    {
        (_config, _data, _student, _teacher) = (config, data, student, teacher);
        _objectives = one => one.Objective(alpha, config.Derivative);
        _objective = _objectives(method);
        student.Network.to(device);
        _parameters = FlatParameters.Of(student.Network);
        _start = _parameters.Values.clone().DetachFromDisposeScope();
        _sgd = new FlatSgd(_parameters, config.Optimiser.Momentum, config.Optimiser.L2);
        _losses = new LossReader(device);
        _pass = new RecordedPass(Fill, device, config.CudaGraphs);
        _batches = new Batches(data.Training.Count, config.BatchSize, new RandomStream(seed, "order"));
        _augmentation = new RandomStream(seed, "augmentation");
        _probe = data.Probe(config.ProbeImages, seed);
        _images = new ImageBatches(data.Training, device, data.Training, _probe, data.Test);
        _test = new TestImages(data.Test, _images);
    }

    public long Step { get; private set; }

    public double Advance()
    {
        using var scope = NewDisposeScope();
        // one batch for both networks, so that their gradients are by the same pixels
        var (images, labels) = _images.Compose(_data.Training, _batches.Next(), _config.Augmentation.ToAugmentation(), _augmentation);
        Normalisation.ByBatch(_student.Network, learns: true);
        _parameters.Zero();
        var loss = _pass.Run(images, labels);
        _sgd.Step(_config.Optimiser.RateAt(Step));
        Step++;
        return _losses.Take(loss)[0];
    }

    public double? ReadLoss() => _losses.Read()[0];

    public IReadOnlyList<double> Evaluate()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = _images.Compose(_probe, 0, _probe.Count);
        var probe = GradientDiagnostics.Measure(_student, _teacher?.Classifier, images, labels, _objectives);
        _probes.Add(Step, [.. probe.Numbers, ((_parameters.Values - _start).norm() / _start.norm()).ToDouble()]);
        return [probe.StudentLoss, TestAccuracy(), probe.Sensitivity];
    }

    public IReadOnlyList<string> TakeNotes() => _images.TakeNotes();

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        _parameters.Save(state, "parameters");
        _sgd.Save(state);
        state.PutBuffers("student", _student.Network);
        state.Put("augmentation", _augmentation.State);
        state.Put(TeacherText, _teacher?.Digest ?? "");
        _batches.Save(state);
        _probes.Save(state);
    }

    public void Load(TrialState state)
    {
        if (state.Text(TeacherText) != (_teacher?.Digest ?? ""))
            throw new SobolevException(
                ExitCode.DataMissing,
                "the teacher file has changed since the run was started; restore the file or start a new run");
        Step = state.Integer("step");
        _parameters.Load(state, "parameters");
        _sgd.Load(state);
        state.CopyToBuffers("student", _student.Network);
        _augmentation = new RandomStream(state.Unsigned("augmentation"));
        _batches.Load(state);
        _probes.Load(state);
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() => _student.Stored();

    public IEnumerable<TrialReport> Reports() => [_probes.Report()];

    public void Dispose()
    {
        _pass.Dispose();
        _student.Dispose();
        _teacher?.Dispose();
        _parameters.Dispose();
        _start.Dispose();
        _sgd.Dispose();
        _losses.Dispose();
        _images.Dispose();
    }

    /// <summary>Fills the gradients; returns the loss.</summary>
    /// <param name="inputs">Images and labels.</param>
    private Tensor Fill(IReadOnlyList<Tensor> inputs) => _config.Accumulation().Run(inputs[0], inputs[1], (images, labels, share) =>
    {
        using var autocast = Autocast.Begin(_config.Precision, images.device);
        var loss = Compare(images, labels);
        loss.Backward(_student.Network.parameters(), share);
        return loss.Total;
    });

    private SobolevLoss Compare(Tensor images, Tensor labels)
    {
        var model = _student.TrainedLoss(images, labels, _objective.Order);
        // an objective that does not read its target may have any
        IJet target = _teacher is null ? model : _teacher.Classifier.Loss(images, labels, _objective.Order);
        return _objective.Compare(model, target);
    }

    /// <summary>Percent of the test images whose most probable class is theirs, by the running statistics.</summary>
    private double TestAccuracy()
    {
        Normalisation.ByRunning(_student.Network);
        return Accuracy.Measure(_student.Network.call, _test.Batches, _test.Batch).Top1;
    }
}
