using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>Source of the minibatches of one worker.</summary>
internal interface IMinibatches : IDisposable
{
    /// <returns>Images (batch, channels, height, width), normalised, and class numbers (batch), in the caller's dispose scope.</returns>
    (Tensor Images, Tensor Labels) Next();

    /// <param name="state">Receives their position.</param>
    /// <param name="worker">Tells one worker's from another's.</param>
    void Save(TrialState state, int worker);

    void Load(TrialState state, int worker);

    /// <summary>
    /// Continues with that minibatch (from 0); for ranks without a saved state, whose order follows from the number alone.
    /// </summary>
    void GoTo(long minibatch) => throw new NotSupportedException("minibatches of a single rank cannot be positioned");
}
