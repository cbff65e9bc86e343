using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>Trials whose networks are one batched network.</summary>
internal sealed class RegressGroup(BatchedLearner learner, IReadOnlyList<RegressTrial> trials) : ITrialGroup
{
    public IReadOnlyList<ITrial> Members => trials;

    public IReadOnlyList<double> Advance()
    {
        // each says what it takes part with
        foreach (var trial in trials)
            trial.Advance();
        return learner.Update();
    }

    public IReadOnlyList<double> ReadLosses() => learner.ReadLosses();

    public void Dispose()
    {
        foreach (var trial in trials)
            trial.Dispose();
        learner.Dispose();
    }
}
