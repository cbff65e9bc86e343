using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill teacher</c>: A3C (Mnih et al. 2016) on built-in games.</summary>
public sealed record TeacherConfig : RunConfig
{
    [Key("games to learn: pong, breakout, space-invaders, all, or ale:ROM", Option = "game")]
    [NotEmpty]
    [OneOf("pong", "breakout", "space-invaders", "all", Prefix = DistilledGames.Ale)]
    public IReadOnlyList<string> Games { get; init; } = ["pong"];

    [Key("built-in, or ale: the Arcade Learning Environment (pip install ale-py) plays these games", Option = "env")]
    public GameEnvironment Env { get; init; }

    [Key("actions to learn from, in all actors together (the paper: 80 million); each is 4 frames of the game", Option = "steps")]
    [AtLeast(1)]
    public long Steps { get; init; } = 2_000_000;

    [Key("actions between two rows of metrics.csv")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 100_000;

    [Key("episodes of each evaluation")]
    [Between(1, 10_000)]
    public int EvaluationEpisodes { get; init; } = 10;

    [Key("episodes of the final score, of the teacher and of random play (scores.csv)")]
    [Between(2, 100_000)]
    public int ScoreEpisodes { get; init; } = 100;

    [Key("A3C")]
    public A3cKeys A3c { get; init; } = new();

    /// <summary>The games with "all" spelled out.</summary>
    public IReadOnlyList<string> AllGames() => DistilledGames.Of(Games, Env);

    /// <summary>Actions in one <see cref="ITrial.Advance"/>: what every actor does before they are looked at together.</summary>
    public long StepsOfRound => (long)A3c.Actors * A3c.Environments * A3c.Rollout * A3c.RolloutsPerRound;
}

/// <summary>How actors play and learn.</summary>
public sealed record A3cKeys
{
    [Key("actor threads; with more than one the outcome depends on which is faster (Hogwild)", Option = "actors")]
    [Between(1, 1024)]
    public int Actors { get; init; } = 1;

    [Key("environments of each actor, seen by its network as one batch")]
    [Between(1, 1024)]
    public int Environments { get; init; } = 16;

    [Key("n of the n-step returns: actions of each environment between two updates")]
    [Between(1, 1024)]
    public int Rollout { get; init; } = 8;

    [Key("updates of each actor between two looks at signals and cadence")]
    [Between(1, 1024)]
    public int RolloutsPerRound { get; init; } = 4;

    [Key("number format of the actors' networks: float32, or bfloat16 (twice as fast on processors that compute in it; what they update stays in 32 bits)")]
    public A3cPrecision Precision { get; init; }

    [Key("rmsprop (shared statistics, as in the paper) or adam")]
    public A3cOptimiser Optimiser { get; init; }

    [Key("first learning rate; it falls in a line to zero", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 7e-4;

    [Key("decay of RMSProp's mean of squares")]
    [Between(0, 1)]
    public double Decay { get; init; } = 0.99;

    [Key("what is added to it under the root")]
    [Above(0)]
    public double Epsilon { get; init; } = 1e-5;

    [Key("discount of later rewards")]
    [Between(0, 1)]
    public double Discount { get; init; } = 0.99;

    [Key("weight of the policy's entropy, which keeps it from settling early")]
    [AtLeast(0)]
    public double Entropy { get; init; } = 0.01;

    [Key("weight of the squared error of the expected return")]
    [AtLeast(0)]
    public double ValueWeight { get; init; } = 0.5;

    [Key("longest gradient, over all parameters")]
    [Above(0)]
    public double Clip { get; init; } = 0.5;

    [Key("learn from the sign of rewards, so that one set of keys does for all games")]
    public bool SignsOfRewards { get; init; } = true;

    [Key("expect nothing after the loss of a life")]
    public bool LifeEnds { get; init; } = true;
}

/// <summary>The number format that actors compute in.</summary>
public enum A3cPrecision
{
    Float32,
    Bfloat16,
}

/// <summary>What turns an actor's gradients into steps of the shared parameters.</summary>
public enum A3cOptimiser
{
    Rmsprop,
    Adam,
}
