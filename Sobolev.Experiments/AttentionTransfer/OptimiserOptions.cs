using Sobolev.Configuration;

namespace Sobolev.AttentionTransfer;

/// <summary>Stochastic gradient descent and its schedule.</summary>
public sealed record OptimiserOptions
{
    [Key("learning rate", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 0.1;

    [Key("updates at which the learning rate falls; in the paper after 60, 120 and 160 of 200 passes")]
    public IReadOnlyList<long> DropsAt { get; init; } = [23_460, 46_920, 62_560];

    [Key("what the learning rate is divided by there")]
    [AtLeast(1)]
    public double DropBy { get; init; } = 5;

    [Key("momentum")]
    [Between(0, 1)]
    public double Momentum { get; init; } = 0.9;

    [Key("L2 regularisation of all parameters")]
    [AtLeast(0)]
    public double L2 { get; init; } = 5e-4;

    /// <summary>The learning rate of update number <paramref name="step"/> (from 0).</summary>
    public double RateAt(long step) => LearningRate / Math.Pow(DropBy, DropsAt.Count(drop => step >= drop));
}
