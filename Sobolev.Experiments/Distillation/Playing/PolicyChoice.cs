using Sobolev.Randomness;

namespace Sobolev.Distillation;

/// <summary>How a policy plays.</summary>
public enum Behaviour
{
    /// <summary>Draws actions from the policy, as in training.</summary>
    Stochastic,

    /// <summary>Takes the most probable action.</summary>
    Greedy,

    /// <summary>Takes the most probable action, but now and then any.</summary>
    Epsilon,
}

/// <summary>From log-probabilities to an action.</summary>
internal static class PolicyChoice
{
    /// <summary>Draws from a policy given as log-probabilities.</summary>
    public static int Draw(ReadOnlySpan<float> logPolicy, RandomStream rng)
    {
        var left = rng.NextDouble();
        for (var action = 0; action < logPolicy.Length; action++)
        {
            left -= Math.Exp(logPolicy[action]);
            if (left < 0)
                return action;
        }

        // probabilities in 32 bits may add up to a little less than one
        return logPolicy.Length - 1;
    }

    public static int Best(ReadOnlySpan<float> logPolicy)
    {
        var best = 0;
        for (var action = 1; action < logPolicy.Length; action++)
        {
            if (logPolicy[action] > logPolicy[best])
                best = action;
        }

        return best;
    }

    public static int Choose(Behaviour behaviour, double epsilon, ReadOnlySpan<float> logPolicy, RandomStream rng) => behaviour switch
    {
        Behaviour.Stochastic => Draw(logPolicy, rng),
        Behaviour.Greedy => Best(logPolicy),
        Behaviour.Epsilon => rng.NextDouble() < epsilon ? rng.NextInt(logPolicy.Length) : Best(logPolicy),
        _ => throw new ArgumentOutOfRangeException(nameof(behaviour), behaviour, null),
    };
}
