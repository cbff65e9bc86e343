using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>A fit of one table by one method; all that is reported is of the model that is kept.</summary>
/// <param name="config">The config.</param>
/// <param name="data">The table.</param>
/// <param name="search">The work.</param>
/// <param name="stepsOfARow">Steps between two rows of metrics.csv; the fit ends at one of them.</param>
/// <param name="threads">The threads, which the trial has entered.</param>
internal sealed class FitTrial(FitConfig config, FitData data, SurrogateSearch search, int stepsOfARow, ThreadShare threads) : ITrial
{
    private FittedModel? _model;

    public long Step { get; private set; }

    public bool IsFinished => search.HasEnded;

    private FittedModel Fitted => _model ??= FittedModel.Of(search, data.Samples, data.Table.Inputs, data.Table.Outputs);

    /// <summary>More steps than any fit of these settings takes.</summary>
    public static long MostSteps(FitSettings settings, Samples table)
    {
        const int settingsTried = 16;
        var minibatches = settings.Minibatches.Updates / MinibatchAdam.UpdatesAtOnce + 1;
        var networks = settingsTried * (settings.SearchIterations + minibatches) + 2L * settings.Iterations + minibatches;
        return 2L * table.Outputs * KrigingSearch.MostSteps + networks;
    }

    public double Advance()
    {
        var loss = search.Advance();
        Step++;
        // a row is due at the end, too
        if (search.HasEnded)
            Step += (stepsOfARow - Step % stepsOfARow) % stepsOfARow;
        return double.IsFinite(loss) ? loss : 0;
    }

    public IReadOnlyList<double> Evaluate()
    {
        if (!search.HasEnded)
            return [double.NaN, double.NaN, .. RelativeErrors.Of(search)];
        var (values, jacobians) = Fitted.Model.Predict(data.Samples.Points);
        return [.. RelativeErrors.Of(search.Trusted, new HeldOut(values, jacobians, data.Samples.Hessians)), .. RelativeErrors.Of(search)];
    }

    public void Save(TrialState state)
    {
        state.Put("data", data.Fingerprint);
        state.Put("step", Step);
        search.Save(state.Part("search"));
    }

    public void Load(TrialState state)
    {
        if (state.Text("data") != data.Fingerprint)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{config.Table}: the data has changed since the run was started; restore it or start a new run");
        Step = state.Integer("step");
        search.Load(state.Part("search"));
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model()
    {
        var (tensors, metadata) = Fitted.Tensors();
        return (tensors, new Dictionary<string, string>(metadata) { ["kind"] = search.Kept.Kind, ["setting"] = search.Kept.Setting });
    }

    public IEnumerable<TrialReport> Reports() => FitReports.Of(data, search, Fitted);

    public void Dispose() => threads.Leave();
}
