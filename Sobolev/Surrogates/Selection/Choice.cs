namespace Sobolev.Surrogates;

/// <summary>
/// The candidate that is kept: among models of one kind that of the smallest held-out error, with or without partials, and of the best
/// network and the best process the one whose held-out errors are typically smaller.
/// </summary>
/// <remarks>
/// <para>
/// Partials need not prove themselves: those that contradict the values are left out before (<see cref="PartialCheck"/>), and a process
/// learns the noise of each column, so useless ones cost little, whereas true ones that are left out cost most of what a fit can reach.
/// </para>
/// <para>
/// Networks and processes err on different rows, and the squared errors of a few rows make most of their mean. A geometric mean over the
/// rows is not ruled by them (docs/fit.md has what it gains).
/// </para>
/// </remarks>
internal static class Choice
{
    /// <summary>Fewer held-out rows cannot show what partials are worth: these are used unless they make the error significantly
    /// larger.</summary>
    private const int FewRows = 12;

    public static Candidate Of(IReadOnlyList<Candidate> candidates)
    {
        Candidate[] kinds = [.. candidates.GroupBy(candidate => candidate.Kind).Select(kind => OfKind([.. kind]))];
        return kinds.All(best => double.IsFinite(best.Score)) ? kinds.MinBy(Typical)! : OfKind(candidates);
    }

    private static Candidate OfKind(IReadOnlyList<Candidate> candidates)
    {
        var best = Best(candidates, usesPartials: true);
        if (best is null || double.IsInfinity(best.Score))
            return best ?? Best(candidates, usesPartials: false)!;
        if (Best(candidates, usesPartials: false) is not { } without || double.IsInfinity(without.Score))
            return best;
        var (mean, error) = Saving(without, best);
        var isFew = best.RowScores.Count(score => !double.IsNaN(score)) < FewRows;
        return mean > (isFew ? -2 * error : 0) ? best : without;
    }

    /// <summary>How much smaller the held-out score is, and the standard error of that, from differences row by row.</summary>
    public static (double Mean, double Error) Saving(Candidate without, Candidate with)
    {
        double[] differences = [.. without.RowScores.Zip(with.RowScores, (a, b) => a - b).Where(difference => !double.IsNaN(difference))];
        if (differences.Length < 2)
            return (without.Score - with.Score, 0);
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1);
        return (mean, Math.Sqrt(variance / differences.Length));
    }

    /// <summary>The mean of the logarithms of the held-out rows' scores.</summary>
    private static double Typical(Candidate candidate) =>
        candidate.RowScores.Where(score => !double.IsNaN(score)).Average(score => Math.Log(Math.Max(score, double.Epsilon)));

    /// <summary>The smallest error; without held-out rows, the last one.</summary>
    private static Candidate? Best(IReadOnlyList<Candidate> candidates, bool usesPartials)
    {
        Candidate[] some = [.. candidates.Where(candidate => candidate.UsesPartials == usesPartials)];
        return some.Where(candidate => double.IsFinite(candidate.Score)).MinBy(candidate => candidate.Score) ?? some.LastOrDefault();
    }
}
