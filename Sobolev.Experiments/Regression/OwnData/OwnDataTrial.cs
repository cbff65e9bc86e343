using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>
/// A fit of own data: every gradient weight on every split, in step. What is kept is the weight and the step of the smallest held-out
/// error so far (see <see cref="WeightChoice"/>); all that is reported is of that model.
/// </summary>
internal sealed class OwnDataTrial(RegressConfig config, OwnData data, MlpShape shape, IReadOnlyList<Candidate> candidates) : ITrial
{
    /// <summary>Chosen again after each evaluation.</summary>
    private Candidate? _kept;

    public long Step { get; private set; }

    public bool IsFinished => candidates.All(candidate => candidate.Status != CandidateStatus.Training);

    private Candidate Kept => _kept ??= WeightChoice.Of(candidates);

    public double Advance()
    {
        var rate = config.Optimiser.RateAt(Step, config.Updates);
        var (kept, loss) = (Kept, double.NaN);
        foreach (var candidate in candidates.Where(candidate => candidate.Status == CandidateStatus.Training))
        {
            var own = candidate.Update(rate);
            if (double.IsFinite(own) && (candidate == kept || double.IsNaN(loss)))
                loss = own;
        }

        Step++;
        if (Step % config.EvaluateEvery == 0 || Step == config.Updates)
            Validate();
        return loss;
    }

    /// <summary>Judges every candidate that is in training.</summary>
    public void Validate()
    {
        foreach (var candidate in candidates.Where(candidate => candidate.Status == CandidateStatus.Training))
            candidate.Validate();
        _kept = null;
    }

    public IReadOnlyList<double> Evaluate()
    {
        var training = Kept.Fits[^1].Samples.Training;
        var errors = new MaskedErrors(training.Outputs, training.Inputs);
        var (values, jacobians) = ModelOf(Kept.Fits[^1]).Predict(training.Points);
        errors.Add(training, values, jacobians);
        return [errors.Value, errors.Gradient, Kept.BestValueError, Kept.BestGradientError];
    }

    public void Save(TrialState state)
    {
        state.Put("data", data.Fingerprint);
        state.Put("step", Step);
        foreach (var (candidate, index) in candidates.Select((candidate, index) => (candidate, index)))
            candidate.Save(state.Part($"weight{index}"));
    }

    public void Load(TrialState state)
    {
        if (state.Text("data") != data.Fingerprint)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{config.Data.File}: the data has changed since the run was started; restore it or start a new run");
        Step = state.Integer("step");
        foreach (var (candidate, index) in candidates.Select((candidate, index) => (candidate, index)))
            candidate.Load(state.Part($"weight{index}"));
        _kept = null;
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model()
    {
        var (tensors, metadata) = ModelOf(Kept.Fits[^1]).Tensors();
        return (tensors, new Dictionary<string, string>(metadata)
        {
            ["inputs"] = Csv.Line(data.Table.Inputs),
            ["outputs"] = Csv.Line(data.Table.Outputs),
            ["gradient_weight"] = Csv.Field(Kept.GradientWeight),
            ["step"] = Csv.Field(Kept.BestStep),
        });
    }

    public IEnumerable<TrialReport> Reports() => OwnDataReports.Of(data, candidates, Kept, fit => ModelOf(fit).Predict(fit.Samples.HeldOut.Points));

    public void Dispose()
    {
        foreach (var candidate in candidates)
            candidate.Dispose();
    }

    private RegressModel ModelOf(Fit fit) => new(shape, fit.Samples.Scaling, fit.Best);
}
