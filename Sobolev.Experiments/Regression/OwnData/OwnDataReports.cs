using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>Reports of a fit of own data: candidates, their curves, held-out predictions, errors by column.</summary>
internal static class OwnDataReports
{
    public const string Tries = "candidates";
    public const string Curves = "curves";
    public const string HeldOut = "heldout";
    public const string Errors = "errors";

    /// <param name="predict">Values and Jacobians of a fit's best model at its held-out points.</param>
    public static IEnumerable<TrialReport> Of(OwnData data, IReadOnlyList<Candidate> candidates, Candidate kept, Func<Fit, (double[] Values, double[] Jacobians)> predict)
    {
        yield return new TrialReport(Tries,
            ["gradient_weight", "kept", "status", "updates", "best_step", "heldout_score", "saving", "saving_error", "heldout_value_mse", "heldout_gradient_mse"],
            [.. candidates.Select(candidate => TryOf(candidate, candidate == kept, candidates))]);
        yield return new TrialReport(Curves, ["gradient_weight", "step", "heldout_score", "heldout_value_mse", "heldout_gradient_mse"],
            [.. candidates.SelectMany(candidate => candidate.Curve.Select(point => new object?[] { candidate.GradientWeight, (long)point[0], point[1], point[2], point[3] }))]);

        var predictions = kept.Fits.Select(predict).ToArray();
        yield return new TrialReport(
            HeldOut,
            ["row", "fold", .. OwnData.ColumnsOf(data.Table).SelectMany(name => new[] { name, name + "_predicted" })],
            [.. Rows(kept.Fits, predictions).OrderBy(row => row[0])]);
        yield return new TrialReport(Errors, ["column", "heldout_known", "rmse", "r2"], [.. ErrorsOf(data, kept.Fits, predictions)]);
    }

    /// <summary>One gradient weight; its saving against weight 0 decides whether gradients are used at all.</summary>
    private static object?[] TryOf(Candidate candidate, bool isKept, IReadOnlyList<Candidate> candidates)
    {
        var without = candidates.FirstOrDefault(other => other.GradientWeight == 0);
        var (saving, error) = without is null || without == candidate ? (double.NaN, double.NaN) : WeightChoice.Saving(without, candidate);
        return
        [
            candidate.GradientWeight, isKept ? "yes" : "no", StatusOf(candidate), candidate.Step, candidate.BestStep,
            candidate.BestScore, saving, error, candidate.BestValueError, candidate.BestGradientError,
        ];
    }

    private static string StatusOf(Candidate candidate) => candidate.Status switch
    {
        CandidateStatus.StoppedEarly => "stopped-early",
        CandidateStatus.Diverged => "diverged",
        _ => "finished",
    };

    /// <summary>Row (from 1, as in the table), fold, then each column as given and as predicted.</summary>
    private static IEnumerable<object?[]> Rows(IReadOnlyList<Fit> fits, (double[] Values, double[] Jacobians)[] predictions)
    {
        for (var fold = 0; fold < fits.Count; fold++)
        {
            var heldOut = fits[fold].Samples.HeldOut;
            var (outputs, partials) = (heldOut.Outputs, heldOut.Outputs * heldOut.Inputs);
            for (var k = 0; k < heldOut.Count; k++)
                yield return
                [
                    fits[fold].Samples.Rows.HeldOut[k] + 1, fold,
                    .. Pairs(heldOut.Values, predictions[fold].Values, k * outputs, outputs),
                    .. Pairs(heldOut.Jacobians, predictions[fold].Jacobians, k * partials, partials),
                ];
        }
    }

    private static IEnumerable<object?> Pairs(double[] given, double[] predicted, int start, int count) =>
        Enumerable.Range(start, count).SelectMany(k => new object?[] { given[k], predicted[k] });

    /// <summary>r2 = 1 - mean squared error / variance, over the held-out entries that are known.</summary>
    private static IEnumerable<object?[]> ErrorsOf(OwnData data, IReadOnlyList<Fit> fits, (double[] Values, double[] Jacobians)[] predictions)
    {
        var (outputs, inputs) = (data.Table.Outputs.Count, data.Table.Inputs.Count);
        var errors = new MaskedErrors(outputs, inputs);
        for (var fold = 0; fold < fits.Count; fold++)
            errors.Add(fits[fold].Samples.HeldOut, predictions[fold].Values, predictions[fold].Jacobians);
        Moments[] given =
        [
            .. Moments.OfColumns([.. fits.SelectMany(fit => fit.Samples.HeldOut.Values)], outputs),
            .. Moments.OfColumns([.. fits.SelectMany(fit => fit.Samples.HeldOut.Jacobians)], outputs * inputs),
        ];
        return OwnData.ColumnsOf(data.Table).Select((name, column) => new object?[]
        {
            name, errors.Known(column), Math.Sqrt(errors.Mean(column)),
            given[column].Deviation > 0 ? 1 - errors.Mean(column) / (given[column].Deviation * given[column].Deviation) : double.NaN,
        });
    }
}
