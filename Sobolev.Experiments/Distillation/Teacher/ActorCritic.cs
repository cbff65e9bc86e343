using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>The loss of an advantage actor-critic, means over the batch.</summary>
/// <param name="Total">Policy + weighted value - weighted entropy.</param>
/// <param name="Entropy">Entropy of the policy, mean.</param>
internal sealed record ActorCritic(Tensor Total, Tensor Entropy)
{
    /// <param name="logPolicy">(batch, actions)</param>
    /// <param name="value">(batch): expected returns.</param>
    /// <param name="actions">Actions taken, (batch).</param>
    /// <param name="returns">Returns, (batch).</param>
    /// <param name="keys">Weights.</param>
    public static ActorCritic Loss(Tensor logPolicy, Tensor value, Tensor actions, Tensor returns, A3cKeys keys)
    {
        var advantage = returns - value;
        var chosen = logPolicy.gather(1, actions.unsqueeze(1)).squeeze(1);
        var policy = -(chosen * advantage.detach()).mean();
        var entropy = -(logPolicy.exp() * logPolicy).sum(dim: 1).mean();
        return new(policy + keys.ValueWeight * advantage.square().mean() - keys.Entropy * entropy, entropy);
    }
}
