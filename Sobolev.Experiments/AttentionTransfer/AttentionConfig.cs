using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Models;
using Sobolev.Runs;

namespace Sobolev.AttentionTransfer;

/// <summary>The config of <c>attention</c>; the defaults are the paper's setting.</summary>
public sealed record AttentionConfig : ConvolutionalConfig, IChecked
{
    private const string MicroBatchesKey = "micro_batches";

    [Key(
        "folder or archive with CIFAR or with images by class (train/CLASS/*, test/CLASS/*); empty = the cached copy (sobolev data "
            + "cifar10), built-in = shapes drawn by code",
        Option = "data")]
    public string Data { get; init; } = "";

    [Key("training methods: student (cross entropy alone), transfer (eq. 3), sobolev, or all", Option = "method")]
    [NotEmpty]
    [OneOf("student", "transfer", "sobolev", "all")]
    [TrialAxis]
    public IReadOnlyList<string> Methods { get; init; } = ["all"];

    [Key("weights of the input-gradient term (transfer, sobolev); one trial for each", Option = "alpha")]
    [NotEmpty]
    [AtLeast(0)]
    [TrialAxis]
    public IReadOnlyList<double> Alphas { get; init; } = [1];

    [Key("measure of the input-gradient difference: norm (as in the paper) or squared-norm", Option = "derivative")]
    public GradientDiscrepancy Derivative { get; init; } = GradientDiscrepancy.Norm;

    [Key(
        "initial weights of students: fresh (random) or teacher (a copy of the teacher, for Remark 2; needs networks of the same shape)",
        Option = "start")]
    public StudentStart Start { get; init; } = StudentStart.Fresh;

    [Key("teacher network and training")]
    public TeacherOptions Teacher { get; init; } = new();

    [Key("student network")]
    public NetworkOptions Student { get; init; } = new() { Width = 1 };

    [Key("number of training images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TrainImages { get; init; }

    [Key("number of test images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TestImages { get; init; }

    [Key("images that may be unreadable (each is named in the log and left out); more end the run with exit code 3")]
    [AtLeast(0)]
    public int MostUnreadable { get; init; } = 20;

    [Key("number of training images, drawn by the seed, for comparing student and teacher")]
    [Between(2, 10_000)]
    public int ProbeImages { get; init; } = 256;

    [Key("minibatch size")]
    [Between(2, 65_536)]
    public int BatchSize { get; init; } = 128;

    [Key("parts of a minibatch, trained one after the other for one update: about as many times less memory (gradient accumulation)")]
    [Between(1, 32_768)]
    public int MicroBatches { get; init; } = 1;

    [Key("augmentation of the training images, the same for teacher and student")]
    public AugmentationOptions Augmentation { get; init; } = new();

    [Key("optimiser (SGD) of teacher and students")]
    public OptimiserOptions Optimiser { get; init; } = new();

    [Key("training updates per trial; 391 updates of 128 images are one pass over CIFAR-10", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 78_200;

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 391;

    [Key("CPU threads inside one operation; a different number changes the last digits of the results")]
    [Between(1, 256)]
    public int OperationThreads { get; init; } = 1;

    /// <summary>The methods with "all" spelled out, in the paper's order.</summary>
    internal IReadOnlyList<AttentionMethod> AllMethods() => Methods.Contains("all")
        ? AttentionMethod.Students
        : [.. AttentionMethod.Students.Where(method => Methods.Contains(method.Name))];

    internal GradientAccumulation Accumulation() => new(MicroBatches, BatchSize);

    public override string? SettingOfLessMemory() => Accumulation().Finer() is { } finer ? $"{MicroBatchesKey}={finer.Parts}" : null;

    public IEnumerable<ConfigMistake> Check()
    {
        foreach (var mistake in Accumulation().Check(MicroBatchesKey))
            yield return mistake;
        foreach (var (name, network) in new[] { ("teacher.network", Teacher.Network), ("student", Student) })
        {
            if (!network.IsPossible)
                yield return new ConfigMistake(
                    $"{name}.depth",
                    $"a wide residual network has 6n + 4 layers, at least 10: 10, 16, 22, 28, 40 ..., not {network.Depth}");
        }

        if (Start == StudentStart.Teacher && Teacher.File.Length == 0 && Student != Teacher.Network)
            yield return new ConfigMistake(
                "start",
                "a student that begins with the teacher's weights needs the teacher's network: give student the keys of teacher.network");
    }
}

/// <summary>Initial weights of a student.</summary>
public enum StudentStart
{
    Fresh,
    Teacher,
}

/// <summary>How two input gradients are compared.</summary>
public enum GradientDiscrepancy
{
    Norm,
    SquaredNorm,
}
