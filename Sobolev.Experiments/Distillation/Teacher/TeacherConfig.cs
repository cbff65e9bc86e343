using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill teacher</c>: A3C (Mnih et al. 2016) on built-in games.</summary>
public sealed record TeacherConfig : RunConfig
{
    [Flattened]
    public GameOptions Game { get; init; } = new();

    [Key("training steps, the actions of all actors together (the paper: 80 million); each is 4 frames of the game", Option = "steps")]
    [AtLeast(1)]
    public long Steps { get; init; } = 2_000_000;

    [Key("actions between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 100_000;

    [Key("episodes per evaluation")]
    [Between(1, 10_000)]
    public int EvaluationEpisodes { get; init; } = 10;

    [Key("episodes of the final evaluation, for the teacher and for random play (scores.csv)")]
    [Between(2, 100_000)]
    public int ScoreEpisodes { get; init; } = 100;

    [Key("settings of A3C")]
    public A3cKeys A3c { get; init; } = new();

    /// <summary>Actions in one <see cref="ITrial.Advance"/>: what every actor does before they are looked at together.</summary>
    public long StepsOfRound => (long)A3c.Actors * A3c.Environments * A3c.Rollout * A3c.RolloutsPerRound;
}

/// <summary>Settings of the actors.</summary>
public sealed record A3cKeys
{
    [Key("actor threads; more than 1 is not deterministic (Hogwild)", Option = "actors")]
    [Between(1, 1024)]
    public int Actors { get; init; } = 1;

    [Key("environments per actor, played as one batch")]
    [Between(1, 1024)]
    public int Environments { get; init; } = 16;

    [Key("n of the n-step returns: actions per environment between updates")]
    [Between(1, 1024)]
    public int Rollout { get; init; } = 8;

    [Key("updates of each actor between checks for signals and checkpoints")]
    [Between(1, 1024)]
    public int RolloutsPerRound { get; init; } = 4;

    [Key(
        "floating-point type of the actors' networks: float32 or bfloat16 (twice as fast where the processor supports it; the shared "
        + "parameters stay float32)")]
    public A3cPrecision Precision { get; init; }

    [Key("optimiser: rmsprop (shared statistics, as in the paper) or adam")]
    public A3cOptimiser Optimiser { get; init; }

    [Key("initial learning rate; decreases linearly to zero", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 5e-4;

    [Key("decay of RMSProp's mean square")]
    [Between(0, 1)]
    public double Decay { get; init; } = 0.99;

    [Key("epsilon of the optimiser, added under the root by RMSProp (auto: 1e-8) and to the root by Adam (auto: 1e-5)")]
    [NullIs("auto")]
    [Above(0)]
    public double? Epsilon { get; init; }

    [Key("discount factor of rewards")]
    [Between(0, 1)]
    public double Discount { get; init; } = 0.99;

    [Key("weight of the policy entropy bonus, which prevents early convergence")]
    [AtLeast(0)]
    public double Entropy { get; init; } = 0.01;

    [Key("weight of the value function's squared error")]
    [AtLeast(0)]
    public double ValueWeight { get; init; } = 0.5;

    [Key("gradient clipping: largest norm over all parameters")]
    [Above(0)]
    public double Clip { get; init; } = 0.5;

    [Key("replace rewards by their sign, so that one configuration serves all games")]
    public bool SignsOfRewards { get; init; } = true;

    [Key("treat the loss of a life as the end of an episode when computing returns")]
    public bool LifeEnds { get; init; } = true;

    public double EpsilonOfOptimiser() => Epsilon ?? (Optimiser == A3cOptimiser.Rmsprop ? 1e-8 : 1e-5);
}

/// <summary>The number format that actors compute in.</summary>
public enum A3cPrecision
{
    Float32,
    Bfloat16,
}

/// <summary>The optimisers that apply an actor's gradients to the shared parameters.</summary>
public enum A3cOptimiser
{
    Rmsprop,
    Adam,
}
