using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>One network in training on one split.</summary>
internal sealed class Fit(SplitSamples samples, ILearner learner, Batches batches) : IDisposable
{
    private readonly double[] _values = new double[samples.HeldOut.Values.Length];
    private readonly double[] _jacobians = new double[samples.HeldOut.Jacobians.Length];

    public SplitSamples Samples => samples;

    /// <summary>The parameters at the step its candidate would keep.</summary>
    public double[] Best { get; private set; } = [];

    public double Update(double learningRate) => learner.Update(batches.Next(), learningRate);

    public void KeepAsBest() => Best = learner.Parameters();

    /// <summary>Adds the errors of the network as it is now on its held-out rows.</summary>
    public void AddErrors(MaskedErrors errors)
    {
        learner.Predict(samples.ScaledPoints, _values, _jacobians);
        samples.Scaling.Unscale(_values, _jacobians);
        errors.Add(samples.HeldOut, _values, _jacobians);
    }

    /// <summary>Contribution of its held-out rows to the error score, at the time of the last evaluation.</summary>
    public IEnumerable<double> RowScores(MaskedErrors errors, double[] scales) => errors.RowScores(samples.HeldOut, _values, _jacobians, scales);

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
