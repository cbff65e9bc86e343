using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill</c>; the defaults are the paper's setting on one game.</summary>
public sealed record DistillConfig : RunConfig
{
    [Key("games: pong, breakout, space-invaders, all, or ale:ROM", Option = "game")]
    [NotEmpty]
    [OneOf("pong", "breakout", "space-invaders", "all", Prefix = DistilledGames.Ale)]
    public IReadOnlyList<string> Games { get; init; } = ["pong"];

    [Key("built-in, or ale: the Arcade Learning Environment (pip install ale-py) plays these games", Option = "env")]
    public GameEnvironment Env { get; init; }

    [Key("regular (KL of the policies), sobolev (and the input gradients of their logarithms), or all", Option = "method")]
    [NotEmpty]
    [OneOf("regular", "sobolev", "all")]
    public IReadOnlyList<string> Methods { get; init; } = ["all"];

    [Key("the teacher, a safetensors file (also with Stable-Baselines3's names), or a folder with GAME.safetensors; empty for the one that ships", Option = "teacher")]
    public string Teacher { get; init; } = "";

    [Key("what a teacher saw and did, a file of distill record, or a folder with GAME.safetensors; empty: the run records its own", Option = "recording")]
    public string Recording { get; init; } = "";

    [Key("decisions to record, each with its frame; a recording that is given is taken whole", Option = "frames")]
    [Between(2, 10_000_000)]
    public int Frames { get; init; } = 100_000;

    [Key("how the teacher plays what is recorded")]
    public PlayOptions Play { get; init; } = new();

    [Key("shares of the recording to learn from; later episodes are for testing", Option = "fractions")]
    [NotEmpty]
    [Above(0)]
    public IReadOnlyList<double> Fractions { get; init; } = [0.01, 0.05, 0.1, 0.2];

    [Key("test frames measured in a row of metrics.csv, evenly spaced; 0 takes all")]
    [AtLeast(0)]
    public int TestFrames { get; init; }

    [Key("training frames measured in a row of metrics.csv")]
    [Between(1, 1_000_000)]
    public int ProbeFrames { get; init; } = 1000;

    [Key("frames of an update")]
    [Between(1, 65_536)]
    public int BatchSize { get; init; } = 200;

    [Key("weight of the input gradients' squared error (sobolev)")]
    [AtLeast(0)]
    public double GradientWeight { get; init; } = 1;

    [Key("updates of each student", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 20_000;

    [Key("updates between two rows of metrics.csv")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 1000;

    [Key("the learning rate of Adam: fitted per game and method")]
    public RateOptions LearningRate { get; init; } = new();

    [Key("episodes that every student plays at the end (scores.csv); 0 for none")]
    [Between(0, 100_000)]
    public int ScoreEpisodes { get; init; }

    /// <summary>The games with "all" spelled out.</summary>
    public IReadOnlyList<string> AllGames() => DistilledGames.Of(Games, Env);

    /// <summary>The methods with "all" spelled out.</summary>
    public IReadOnlyList<string> AllMethods() => Methods.Contains("all") ? DistillMethod.All : [.. DistillMethod.All.Where(Methods.Contains)];
}

/// <summary>How a learning rate is found.</summary>
public sealed record RateOptions
{
    [Key("rates to try; a single one is taken untried", Option = "learning-rates")]
    [NotEmpty]
    [Above(0)]
    public IReadOnlyList<double> Grid { get; init; } = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3];

    [Key("share of the recording that tries learn from")]
    [Above(0)]
    public double Fraction { get; init; } = 0.1;

    [Key("share of those frames, the latest, held back: the rate with the lowest KL there wins")]
    [Between(0.01, 0.9)]
    public double HeldBack { get; init; } = 0.2;

    [Key("updates of a try")]
    [AtLeast(1)]
    public long Updates { get; init; } = 5000;
}
