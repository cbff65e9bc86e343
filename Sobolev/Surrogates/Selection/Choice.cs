namespace Sobolev.Surrogates;

/// <summary>
/// The candidate that is kept: that of the smallest held-out error, but one of the values alone where partials do not help significantly.
/// </summary>
/// <remarks>
/// The smallest of several errors is small by luck too. Compared row by row with the best candidate of the values alone, partials must save
/// more than two standard errors of the saving, or most of the error and more than one. (One: Breiman et al., Classification and Regression
/// Trees, 1984, section 3.4.3, here on pairs.) Single rows rule the errors of a few, so even true partials often save less than two, but
/// then nearly all of the error; random improvements from useless partials are the smaller part.
/// </remarks>
internal static class Choice
{
    private const double MostOfIt = 0.5;

    /// <summary>Fewer held-out rows cannot show what partials are worth: these are used unless they make the error significantly
    /// larger.</summary>
    private const int FewRows = 12;

    public static Candidate Of(IReadOnlyList<Candidate> candidates)
    {
        var best = Best(candidates, usesPartials: true);
        if (best is null || double.IsInfinity(best.Score))
            return best ?? Best(candidates, usesPartials: false)!;
        if (Best(candidates, usesPartials: false) is not { } without || double.IsInfinity(without.Score))
            return best;
        var (mean, error) = Saving(without, best);
        if (best.RowScores.Count(score => !double.IsNaN(score)) < FewRows)
            return mean > -2 * error ? best : without;
        return mean > (mean > MostOfIt * without.Score ? error : 2 * error) ? best : without;
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

    /// <summary>The smallest error; without held-out rows, the last one.</summary>
    private static Candidate? Best(IReadOnlyList<Candidate> candidates, bool usesPartials)
    {
        Candidate[] some = [.. candidates.Where(candidate => candidate.UsesPartials == usesPartials)];
        return some.Where(candidate => double.IsFinite(candidate.Score)).MinBy(candidate => candidate.Score) ?? some.LastOrDefault();
    }
}
