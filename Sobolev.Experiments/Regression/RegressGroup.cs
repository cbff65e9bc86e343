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

    public IReadOnlyList<IReadOnlyList<double>> Evaluate(IReadOnlyList<int> members)
    {
        var training = learner.Predict([.. trials.Select(trial => trial.TrainingPoints)]);
        var test = learner.Predict([.. trials.Select(trial => trial.TestPoints)]);
        return [.. members.Select(member => trials[member].Measure(training[member], test[member]))];
    }

    public void Dispose()
    {
        foreach (var trial in trials)
            trial.Dispose();
        learner.Dispose();
    }
}
