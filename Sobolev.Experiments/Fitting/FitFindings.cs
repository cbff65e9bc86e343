using System.Globalization;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Fitting;

/// <summary>The findings of a finished fit, a sentence each: the model, its yardsticks, its errors, the partials, what to do
/// next.</summary>
internal static class FitFindings
{
    /// <summary>Fewer held-out numbers give an error that is itself hardly known.</summary>
    private const int FewHeldOut = 20;

    private const int MostColumns = 12;
    private const double LargeError = 0.1, NotableNoise = 0.02, LeastInfluence = 1e-4;

    public static IReadOnlyList<string> Of(FitData data, RunResults results)
    {
        var largest = results.Plans.Select(plan => plan.KeyAs<FitKey>().Rows).DefaultIfEmpty(0).Max();
        TrialPlan[] shown = [.. results.Plans.Where(plan => plan.KeyAs<FitKey>().Rows == largest)
            .GroupBy(plan => plan.KeyAs<FitKey>().Method).Select(method => method.First())];
        if (shown.Length == 0)
            return [];
        var told = shown.FirstOrDefault(plan => plan.KeyAs<FitKey>().Method == FitMethod.Sobolev) ?? shown[0];
        var candidates = results.ReportOf(told, FitReports.Candidates).Rows;
        return
        [
            .. candidates.Where(row => row[3] == "yes")
            .Select(row => $"kept: {Name(row)}, the best of {candidates.Count} candidates on held-out rows"),
            .. Yardsticks([.. shown.SelectMany(plan => results.ReportOf(plan, FitReports.Candidates).Rows)]),
            .. results.ReportOf(told, FitReports.Partials).Rows.Where(row => row[2] != "agrees").Select(row => row[6]),
            .. Noise(results.ReportOf(told, FitReports.Partials).Rows, results.ReportOf(told, FitReports.Influence).Rows),
            .. Unused(candidates, results.ReportOf(told, FitReports.Partials).Rows),
            .. Errors(results.ReportOf(told, FitReports.Errors).Rows),
            .. Worst(results, told),
            .. Advice(data, candidates, results.ReportOf(told, FitReports.Errors).Rows),
        ];
    }

    private static IEnumerable<string> Worst(RunResults results, TrialPlan told)
    {
        var (header, rows) = results.ReportOf(told, FitReports.HeldOutRows);
        return WorstRows.Of(header, rows, results.ReportOf(told, FitReports.Errors).Rows);
    }

    /// <summary>The best of each kind, with and without the partials.</summary>
    private static IEnumerable<string> Yardsticks(IReadOnlyList<string[]> candidates) =>
        from candidate in candidates
        where double.IsFinite(Csv.Number(candidate[5]))
        group candidate by (Model: candidate[0], Partials: candidate[1]) into kind
        let best = kind.MinBy(row => Csv.Number(row[5]))!
        orderby Csv.Number(best[5])
        select $"held-out relative error of {(kind.Key.Model == "kriging" ? "a process" : "a network")} "
            + $"{(kind.Key.Partials == "yes" ? "with the partials" : "of the values alone")}: {Digits(Math.Sqrt(Csv.Number(best[5])))}";

    /// <summary>Partials by inputs without influence are left out: what a model cannot follow there is too small to matter.</summary>
    private static IEnumerable<string> Noise(IReadOnlyList<string[]> partials, IReadOnlyList<string[]> influence)
    {
        double[] parts = [.. influence.SelectMany(row => row.Skip(1).Select(Csv.Number))];
        return
            from row in partials
            let noise = Csv.Number(row[5])
            where noise > NotableNoise && parts[int.Parse(row[7], CultureInfo.InvariantCulture)] > LeastInfluence
            select $"{row[0]} has noise of about {(100 * noise).ToString("0", CultureInfo.InvariantCulture)}% of its size";
    }

    private static IEnumerable<string> Unused(IReadOnlyList<string[]> candidates, IReadOnlyList<string[]> partials)
    {
        if (partials.Any(row => row[2] == "agrees") && candidates.Any(row => row[3] == "yes" && row[1] == "no"))
            yield return "the partials do not make the held-out error smaller; the model is that of the values alone";
    }

    private static IEnumerable<string> Errors(IReadOnlyList<string[]> errors)
    {
        var known = errors.Where(row => row[1] != "0").ToArray();
        foreach (var row in known.Take(MostColumns))
        {
            var r2 = row[5].Length > 0 ? $"R2 {Csv.Number(row[5]).ToString("0.######", CultureInfo.InvariantCulture)}, " : "";
            yield return $"{row[0]}: {r2}relative error {Digits(Csv.Number(row[4]))}, error {Digits(Csv.Number(row[2]))}"
                + (row[3].Length > 0 ? $" ± {Digits(Csv.Number(row[3]), 2)}" : "") + $" ({row[1]} held out)";
        }

        if (known.Length > MostColumns)
            yield return $"{known.Length - MostColumns} more columns are in reports/";
    }

    private static IEnumerable<string> Advice(FitData data, IReadOnlyList<string[]> candidates, IReadOnlyList<string[]> errors)
    {
        var heldOut = errors.Max(row => long.Parse(row[1], CultureInfo.InvariantCulture));
        if (heldOut == 0)
            yield return "no rows were held out, so nothing is known of the error at new points";
        else if (heldOut < FewHeldOut)
            yield return $"warning: {heldOut} held-out numbers are few; the errors above are hardly known";
        var kept = candidates.First(row => row[3] == "yes");
        var score = Csv.Number(kept[5]);
        if (double.IsFinite(score) && score > LargeError * LargeError)
            yield return $"the relative error is above {LargeError.ToString(CultureInfo.InvariantCulture)}: more rows help most (now "
                + $"{data.Table.Count}); --learning-curve shows how fast";
    }

    private static string Name(string[] candidate) =>
        candidate[0] == "kriging"
            ? $"a Gaussian process ({candidate[2]}{(candidate[1] == "yes" ? "" : ", of the values alone")})"
            : $"a network ({candidate[2]}, {candidate[4]} iterations)";

    private static string Digits(double number, int digits = 3) => number.ToString($"G{digits}", CultureInfo.InvariantCulture);
}
