using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>Where the minibatches of one worker come from.</summary>
internal interface IMinibatches : IDisposable
{
    /// <returns>Images (batch, channels, height, width), normalised, and class numbers (batch), in the caller's dispose scope.</returns>
    (Tensor Images, Tensor Labels) Next();

    /// <param name="state">Where to keep how far they are.</param>
    /// <param name="worker">Tells one worker's from another's.</param>
    void Save(TrialState state, int worker);

    void Load(TrialState state, int worker);

    /// <summary>Goes on with that minibatch (from 0), where the order is known without a state: on ranks that have none.</summary>
    void GoTo(long minibatch) => throw new NotSupportedException("these minibatches are those of one rank");
}
