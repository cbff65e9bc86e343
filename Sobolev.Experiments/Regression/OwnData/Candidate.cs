using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>State of a candidate.</summary>
internal enum CandidateStatus
{
    Training,

    /// <summary>Its held-out error has not decreased for as many evaluations as the patience.</summary>
    StoppedEarly,
    Diverged,
}

/// <summary>
/// One weight of the gradient term, tried on every split in parallel: its step is chosen by the error over all held-out rows, and the
/// model it would leave is that of the last split at that step.
/// </summary>
internal sealed class Candidate(double gradientWeight, IReadOnlyList<Fit> fits, double[] scales, int patience) : IDisposable
{
    private readonly List<double> _curve = [];
    private int _evaluationsSinceBest;

    public double GradientWeight => gradientWeight;

    public IReadOnlyList<Fit> Fits => fits;

    public CandidateStatus Status { get; private set; }

    /// <summary>Updates done.</summary>
    public long Step { get; private set; }

    public long BestStep { get; private set; }

    /// <summary>The held-out score at <see cref="BestStep"/>, see <see cref="MaskedErrors.Score"/>.</summary>
    public double BestScore { get; private set; } = double.PositiveInfinity;

    public double BestValueError { get; private set; } = double.NaN;

    public double BestGradientError { get; private set; } = double.NaN;

    /// <summary>Contribution of each held-out row to <see cref="BestScore"/>, see <see cref="MaskedErrors.RowScores"/>.</summary>
    public double[] BestRows { get; private set; } = [];

    /// <summary>Held-out errors as they were: step, score, value, gradient of each evaluation.</summary>
    public IEnumerable<double[]> Curve => _curve.Chunk(4);

    /// <summary>One update of every split; the loss of the last one's.</summary>
    public double Update(double learningRate)
    {
        double loss = 0, last = 0;
        foreach (var fit in fits)
            loss += last = fit.Update(learningRate);
        Step++;
        if (!double.IsFinite(loss))
            Status = CandidateStatus.Diverged;
        return double.IsFinite(loss) ? last : loss;
    }

    /// <summary>Judges the networks as they are now.</summary>
    public void Validate()
    {
        var samples = fits[0].Samples.Training;
        var errors = new MaskedErrors(samples.Outputs, samples.Inputs);
        foreach (var fit in fits)
            fit.AddErrors(errors);
        var score = errors.Score(scales);
        _curve.AddRange([Step, score, errors.Value, errors.Gradient]);
        if (score < BestScore || Step == 0)
            Keep(score, errors);
        else if (++_evaluationsSinceBest == patience)
            Status = CandidateStatus.StoppedEarly;
    }

    public void Save(TrialState state)
    {
        state.Put("status", (long)Status);
        state.Put("step", Step);
        state.Put("since_best", _evaluationsSinceBest);
        state.Put<double>("best", [BestStep, BestScore, BestValueError, BestGradientError]);
        state.Put<double>("best_rows", BestRows);
        state.Put<double>("curve", _curve.ToArray());
        foreach (var (fit, split) in fits.Select((fit, split) => (fit, split)))
            fit.Save(state.Part($"split{split}"), Status == CandidateStatus.Training);
    }

    public void Load(TrialState state)
    {
        (Status, Step) = ((CandidateStatus)state.Integer("status"), state.Integer("step"));
        _evaluationsSinceBest = (int)state.Integer("since_best");
        var best = state.Values<double>("best");
        (BestStep, BestScore, BestValueError, BestGradientError) = ((long)best[0], best[1], best[2], best[3]);
        BestRows = state.Values<double>("best_rows");
        _curve.Clear();
        _curve.AddRange(state.Values<double>("curve"));
        foreach (var (fit, split) in fits.Select((fit, split) => (fit, split)))
            fit.Load(state.Part($"split{split}"), Status == CandidateStatus.Training);
    }

    public void Dispose()
    {
        foreach (var fit in fits)
            fit.Dispose();
    }

    private void Keep(double score, MaskedErrors errors)
    {
        (BestStep, BestScore, BestValueError, BestGradientError) = (Step, score, errors.Value, errors.Gradient);
        BestRows = [.. fits.SelectMany(fit => fit.RowScores(errors, scales))];
        _evaluationsSinceBest = 0;
        foreach (var fit in fits)
            fit.KeepAsBest();
    }
}
