using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>One network in training on one split.</summary>
internal sealed class Fit(SplitSamples samples, ILearner learner, Batches batches) : IDisposable
{
    public SplitSamples Samples => samples;

    /// <summary>The parameters at the step its candidate would keep.</summary>
    public double[] Best { get; private set; } = [];

    public double Update(double learningRate) => learner.Update(batches.Next(), learningRate);

    public void KeepAsBest() => Best = learner.Parameters();

    /// <summary>Adds the errors of the network as it is now on its held-out rows.</summary>
    public void AddErrors(KnownErrors errors)
    {
        var (values, jacobians) = (new double[samples.HeldOut.Values.Length], new double[samples.HeldOut.Jacobians.Length]);
        learner.Predict(samples.ScaledPoints, values, jacobians);
        samples.Scaling.Unscale(values, jacobians);
        errors.Add(samples.HeldOut, values, jacobians);
    }

    public void Save(TrialState state, bool goesOn)
    {
        state.Put<double>("best", Best);
        if (!goesOn)
            return;
        batches.Save(state);
        learner.Save(state);
    }

    public void Load(TrialState state, bool goesOn)
    {
        Best = state.Values<double>("best");
        if (!goesOn)
            return;
        batches.Load(state);
        learner.Load(state);
    }

    public void Dispose() => learner.Dispose();
}
