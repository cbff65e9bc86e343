using Sobolev.Runs;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>Reports of a fit: candidates, held-out predictions, errors by column, the check of the partials.</summary>
internal static class FitReports
{
    public const string Candidates = "candidates";
    public const string HeldOutRows = "heldout";
    public const string Errors = "errors";
    public const string Partials = "partials";
    public const string Influence = "influence";

    public static IEnumerable<TrialReport> Of(FitData data, SurrogateSearch search, FittedModel fitted)
    {
        var kept = search.Kept;
        yield return new TrialReport(
            Candidates,
            ["model", "partials", "setting", "kept", "best_step", "heldout_score", "saving", "saving_error"],
            [.. search.Candidates.Select(candidate => CandidateOf(candidate, kept, search.Candidates))]);
        yield return new TrialReport(
            HeldOutRows,
            ["row", "fold", .. data.Columns().SelectMany(name => new[] { name, name + "_predicted" })],
            [.. Rows(data, search)]);
        yield return new TrialReport(
            Errors,
            ["column", "heldout_known", "rmse", "rmse_error", "relative", "r2", "coverage"],
            [.. data.Columns().Select((name, column) => ErrorOf(name, kept.Errors.Columns[column], column, fitted.Uncertainty))]);
        yield return new TrialReport(
            Partials,
            ["column", "used", "verdict", "factor", "correlation", "noise", "sentence", "place"],
            [.. search.Checks.Select(check => CheckOf(data, check, search))]);
        yield return new TrialReport(Influence, ["output", .. data.Table.Inputs], [.. Influences(data, fitted)]);
    }

    /// <summary>A candidate; its saving against the best one of the values alone decides whether partials are used at all.</summary>
    private static object?[] CandidateOf(Candidate candidate, Candidate kept, IReadOnlyList<Candidate> all)
    {
        var without = all.Where(other => !other.UsesPartials && double.IsFinite(other.Score)).MinBy(other => other.Score);
        var (saving, error) = without is null || !candidate.UsesPartials ? (double.NaN, double.NaN) : Choice.Saving(without, candidate);
        return [candidate.Kind, candidate.UsesPartials
            ? "yes"
            : "no", candidate.Setting, candidate == kept ? "yes" : "no", candidate.BestStep, candidate.Score, saving, error];
    }

    /// <summary>Row (from 1, as in the table), fold, then each column as given and as predicted.</summary>
    private static IEnumerable<object?[]> Rows(FitData data, SurrogateSearch search)
    {
        var table = data.Samples;
        var heldOut = search.Kept.HeldOut;
        var widths = ColumnErrors.Widths(table);
        return search.Splits
            .SelectMany((split, fold) => split.HeldOut.Select(row => (row, fold))).OrderBy(pair => pair.row)
            .Select(pair => (object?[])
            [
                data.NumberOf(pair.row), pair.fold,
                .. Pairs(table.Values, heldOut.Values, pair.row, widths[0]),
                .. Pairs(table.Jacobians, heldOut.Jacobians, pair.row, widths[1]),
                .. Pairs(table.Hessians, heldOut.Hessians, pair.row, widths[2]),
            ]);
    }

    private static IEnumerable<object?> Pairs(double[] given, double[] predicted, int row, int width) =>
        Enumerable.Range(row * width, width).SelectMany(k => new object?[] { given[k], predicted[k] });

    private static object?[] ErrorOf(string name, ColumnError error, int column, Uncertainty? uncertainty) =>
    [
        name, error.Known, error.Root, error.RootError, error.Known > 0 ? error.Relative : double.NaN, error.R2,
        uncertainty is { Coverage: var coverage } && column < coverage.Length ? coverage[column] : double.NaN,
    ];

    private static object?[] CheckOf(FitData data, PartialCheck check, SurrogateSearch search)
    {
        var column = check.Output * data.Table.Inputs.Count + check.Input;
        var isUsed = check.Verdict == PartialVerdict.Agrees && search.Kept.UsesPartials;
        return
        [
            $"d{data.Table.Outputs[check.Output]}/d{data.Table.Inputs[check.Input]}", isUsed
                ? "yes"
                : "no", check.Verdict.ToString().ToLowerInvariant(),
            check.Factor, check.Correlation, column < search.Noise.Length
                ? search.Noise[column]
                : double.NaN, check.Sentence(data.Table.Inputs, data.Table.Outputs), column,
        ];
    }

    /// <summary>
    /// For each output the part of each input in its change over the rows: the mean square of the model's partial times the input's
    /// variance, in parts of the sum.
    /// </summary>
    private static IEnumerable<object?[]> Influences(FitData data, FittedModel fitted)
    {
        var (table, n) = (data.Samples, data.Table.Inputs.Count);
        var slopes = fitted.Model.Predict(table.Points).Jacobians;
        var spread = Moments.OfColumns(table.Points, n);
        var squares = Moments.OfColumns(slopes, table.Outputs * n);
        for (var output = 0; output < table.Outputs; output++)
        {
            double[] parts = [.. Enumerable.Range(0, n)
                .Select(input => squares[output * n + input].MeanSquare * spread[input].Deviation * spread[input].Deviation)];
            var sum = parts.Sum();
            yield return [data.Table.Outputs[output], .. parts.Select(part => (object?)(sum > 0 ? part / sum : 0))];
        }
    }
}
