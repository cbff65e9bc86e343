using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill</c>; the defaults are the paper's setting on one game.</summary>
public sealed record DistillConfig : ConvolutionalConfig
{
    [Flattened]
    public GameOptions Game { get; init; } = new();

    [Key(
        "training methods: regular (KL divergence of the policies), sobolev (also the input gradients of their logarithms), or all",
        Option = "method")]
    [NotEmpty]
    [OneOf("regular", "sobolev", "all")]
    [TrialAxis]
    public IReadOnlyList<string> Methods { get; init; } = ["all"];

    [Key(Teachers.Key, Option = "teacher")]
    public string Teacher { get; init; } = "";

    [Key(
        "recording of a teacher, a file of distill record or a folder with GAME.safetensors; empty = record in this run",
        Option = "recording")]
    public string Recording { get; init; } = "";

    [Key("number of decisions to record, each with its frame; ignored if a recording is given", Option = "frames")]
    [Between(2, 10_000_000)]
    public int Frames { get; init; } = 100_000;

    [Key("behaviour of the teacher while it is recorded")]
    public PlayOptions Play { get; init; } = new();

    [Key("fractions of the recording to learn from; later episodes are the test set", Option = "fractions")]
    [NotEmpty]
    [Above(0)]
    [TrialAxis]
    public IReadOnlyList<double> Fractions { get; init; } = [0.01, 0.05, 0.1, 0.2];

    [Key("number of test frames per evaluation, evenly spaced; 0 = all")]
    [AtLeast(0)]
    public int TestFrames { get; init; }

    [Key("number of training frames per evaluation")]
    [Between(1, 1_000_000)]
    public int ProbeFrames { get; init; } = 1000;

    [Key("minibatch size, in frames")]
    [Between(1, 65_536)]
    public int BatchSize { get; init; } = 200;

    [Key("weight of the input gradients' squared error (method sobolev)")]
    [AtLeast(0)]
    public double GradientWeight { get; init; } = 1;

    [Key("training updates per student", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 20_000;

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 1000;

    [Key("learning rate of Adam: searched for each game and method")]
    public RateOptions LearningRate { get; init; } = new();

    [Key("episodes that every student plays after training (scores.csv); 0 = none")]
    [Between(0, 100_000)]
    public int ScoreEpisodes { get; init; }

    /// <summary>The methods with "all" spelled out.</summary>
    public IReadOnlyList<string> AllMethods() =>
        Methods.Contains("all") ? DistillMethod.All : [.. DistillMethod.All.Where(Methods.Contains)];
}

/// <summary>Search of the learning rate.</summary>
public sealed record RateOptions
{
    [Key("learning rates to try; a single value skips the search", Option = "learning-rates")]
    [NotEmpty]
    [Above(0)]
    public IReadOnlyList<double> Grid { get; init; } = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3];

    [Key("fraction of the recording used in the search")]
    [Above(0)]
    public double Fraction { get; init; } = 0.1;

    [Key("fraction of those frames, the latest, held out; the rate with the lowest KL divergence on them wins")]
    [Between(0.01, 0.9)]
    public double HeldBack { get; init; } = 0.2;

    [Key("training updates per learning rate tried")]
    [AtLeast(1)]
    public long Updates { get; init; } = 5000;
}
