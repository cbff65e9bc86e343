using Sobolev.Configuration;

namespace Sobolev.Distillation;

/// <summary>How a policy plays its episodes.</summary>
public sealed record PlayOptions
{
    /// <summary>Those of whole episodes, which are played for their scores.</summary>
    internal static PlayOptions OfEvaluations { get; } = new() { Players = 64 };

    [Key(
        "action selection: stochastic (as in training), greedy (the most probable action) or epsilon (greedy, sometimes random)",
        Option = "behaviour")]
    public Behaviour Behaviour { get; init; }

    [Key("fraction of random actions (behaviour epsilon)")]
    [Between(0, 1)]
    public double Epsilon { get; init; } = 0.05;

    [Key("episodes played in parallel as one batch")]
    [Between(1, 1024)]
    public int Players { get; init; } = 16;
}
