using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.AttentionTransfer;

/// <summary>
/// "Gradient-based attention transfer" of the supplement: students that learn from a teacher where it looks, the input gradient of its
/// loss. A teacher is a trial of the run that the students of its seed need.
/// </summary>
public sealed class AttentionExperiment(AttentionConfig config) : IDependentExperiment
{
    private readonly Lazy<ImageData> _data = new(() => DataCache.OfUser().Cifar10(config.Data, config.MostUnreadable));
    private readonly Lazy<TensorFile?> _reused = new(() => config.Teacher.File.Length == 0 ? null : ReadTeacher(config.Teacher.File));

    public string Verb => "attention";

    public RunConfig Config => config;

    public string Label => (config.AllMethods().Count == AttentionMethod.Students.Count
        ? "all"
        : string.Join('-', config.AllMethods().Select(method => method.Name)))
        + (config.Start == StudentStart.Teacher ? "-from-teacher" : "");

    public IReadOnlyList<string> KeyColumns => AttentionKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_loss", "test_accuracy", "sensitivity"];

    public IReadOnlyList<string> SummaryMetrics => ["test_accuracy", "train_loss", "sensitivity"];

    public IReadOnlyList<string> Notes =>
    [
        $"data: {_data.Value.Found}", .. _data.Value.UnreadableNotes,
        .. _reused.Value is { } file ? [$"the teacher is reused: {Describe(file)}"] : Array.Empty<string>(),
    ];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        LibTorch.EnsureLoaded();
        var device = Devices.Resolve(config.Device);
        var (training, test) = (_data.Value.Training, _data.Value.Test);
        ImageChecks.RequireBatch("batch_size", config.BatchSize, config.TrainImages, training.Count);
        ImageChecks.RequirePadding("augmentation.padding", config.Augmentation.Padding, training);
        if (_reused.Value is { } file)
            CheckReused(file);
        config.Arithmetic().Apply(device);
        return new Dictionary<string, string>(TorchFacts.Of(device))
        {
            ["data"] = $"{training.Count} training images {training.Digest()}, {test.Count} test images {test.Digest()}",
            ["images"] = _data.Value.Found,
            ["teacher"] = _reused.Value is { } reused ? $"reused: {Describe(reused)}" : $"trained: {config.Teacher.Network}",
            ["student"] = config.Student.ToString(),
        };
    }

    /// <summary>The teachers of all seeds, then methods, alphas and seeds; what has no gradient term has alpha 0.</summary>
    public IReadOnlyList<TrialPlan> Plan()
    {
        var teacherUpdates = config.Teacher.Updates > 0 ? config.Teacher.Updates : config.Updates;
        TrialPlan[] teachers = config.Teacher.File.Length > 0 ? [] : [.. config.AllSeeds()
            .Select(seed => new TrialPlan(new AttentionKey(AttentionMethod.Teacher.Name, 0), seed, teacherUpdates, config.EvaluateEvery))];
        return
        [
            .. teachers,
            .. from method in config.AllMethods()
               from alpha in method.ComparesGradients ? config.Alphas.Distinct() : [0.0]
               from seed in config.AllSeeds()
               select new TrialPlan(new AttentionKey(method.Name, alpha), seed, config.Updates, config.EvaluateEvery)
               {
                   DependsOn = teachers.FirstOrDefault(teacher => teacher.Seed == seed),
               },
        ];
    }

    public ITrial Build(TrialPlan plan) => Trial(plan, _reused.Value);

    public ITrial Build(TrialPlan plan, TensorFile needed) => Trial(plan, needed);

    private AttentionTrial Trial(TrialPlan plan, TensorFile? needed)
    {
        TorchThreads.Set(config.OperationThreads);
        var data = DataOf(plan.Seed);
        var device = Devices.At(config.Device, plan.Place).ToTorch();
        var (name, alpha) = plan.KeyAs<AttentionKey>();
        var method = AttentionMethod.Named(name);
        if (method == AttentionMethod.Teacher)
            return new AttentionTrial(config, data, method, alpha,
                Classifier.Fresh(config.Teacher.Network, data, new RandomStream(plan.Seed, "weights/teacher")), null, device, plan.Seed);
        ArgumentNullException.ThrowIfNull(needed);
        // initial weights depend on the seed alone: every method and alpha begins with the same
        var student = config.Start == StudentStart.Teacher
            ? Classifier.Of(needed, data)
            : Classifier.Fresh(config.Student, data, new RandomStream(plan.Seed, "weights/student"));
        return new AttentionTrial(config, data, method, alpha, student,
            new Teacher(needed, data, config.Teacher.Statistics, device), device, plan.Seed);
    }

    /// <summary>probes.csv: a row per trial and probe.</summary>
    public IReadOnlyList<ResultTable> Tables(RunResults results) =>
        TimeSeries.Tables(results, KeyColumns, AttentionTrial.ProbesReport);

    public void Draw(RunResults results, PlotFolder plots)
    {
        AttentionPlots.Draw(config, results, plots);
        // of the first seed and the first alpha: one picture for the eye, no statistics
        TrialPlan[] first = [.. results.Plans.Where(plan => plan.Seed == config.Seed).GroupBy(plan => plan.KeyAs<AttentionKey>().Method)
            .Select(method => method.First())];
        if (first.Length > 0 || config.Teacher.File.Length > 0)
            plots.Save("gradients", results.Models, () => Gradients(results, first));
    }

    private Figure Gradients(RunResults results, IReadOnlyList<TrialPlan> first)
    {
        LibTorch.EnsureLoaded();
        var several = SeedCurves.SeveralAlphas(results);
        (string Name, TensorFile File)[] models = [.. first.Select(plan => (SeedCurves.NameOf(plan, several), results.ModelOf(plan)))];
        if (_reused.Value is { } reused)
            models = [(AttentionMethod.Teacher.Name, reused), .. models];
        var (data, device) = (DataOf(config.Seed), Devices.Resolve(config.Device).ToTorch());
        var shown = GradientPictures.Choose(data.Test, new RandomStream(config.Seed, "images/shown"));
        var classes = shown.Length < data.Classes.Count ? $", {shown.Length} of {data.Classes.Count} classes" : "";
        return GradientPictures.Of($"Input gradients of the log loss, each on its own scale{classes}", models, data, shown, device);
    }

    private ImageData DataOf(long seed) => _data.Value.Sample(config.TrainImages, config.TestImages, seed);

    private static TensorFile ReadTeacher(string path) => File.Exists(path)
        ? SafeTensors.Read(path)
        : throw new SobolevException(ExitCode.DataMissing,
            $"--teacher {path}: no such file; give models/teacher-0-seedN.safetensors of an earlier run");

    /// <summary>Refuses a file that fits neither the data nor the student.</summary>
    private void CheckReused(TensorFile file)
    {
        try
        {
            using var classifier = Classifier.Of(file, _data.Value);
        }
        catch (SobolevException error)
        {
            throw new SobolevException(error.ExitCode, $"--teacher {config.Teacher.File}: {error.Message}", error);
        }

        if (config.Start == StudentStart.Teacher && Classifier.KeysOf(file) != config.Student)
            throw new SobolevException(ExitCode.Usage, $"--start teacher: the student would be {config.Student}, the teacher in "
                + $"{config.Teacher.File} is {Classifier.KeysOf(file)}; give student its keys");
    }

    private string Describe(TensorFile file) =>
        $"{config.Teacher.File} ({Classifier.KeysOf(file)}, weights {Classifier.Digest(file)[..12]})";
}
