namespace Sobolev.Regression;

/// <summary>
/// Which gradient weight is kept: that of the smallest held-out error, but no gradients at all where these do not help beyond rng.
/// </summary>
/// <remarks>
/// The smallest of several errors is small by luck too. Compared row by row with weight 0, a weight must save more than two standard errors
/// of the saving, or most of the error and more than one. (One: Breiman et al., Classification and Regression Trees, 1984, section 3.4.3,
/// here on pairs.) Single rows rule the errors of a few, so even true partials often save less than two, but then nearly all of the error;
/// random improvements from useless partials are the smaller part.
/// </remarks>
internal static class WeightChoice
{
    private const double MostOfIt = 0.5;

    public static Candidate Of(IReadOnlyList<Candidate> candidates)
    {
        var best = candidates.MinBy(candidate => candidate.BestScore)!;
        var without = candidates.FirstOrDefault(candidate => candidate.GradientWeight == 0);
        if (without is null || best == without)
            return best;
        var (mean, error) = Saving(without, best);
        return mean > (mean > MostOfIt * without.BestScore ? error : 2 * error) ? best : without;
    }

    /// <summary>
    /// How much smaller the held-out score is than without gradients, and the standard error of that, from differences row by row.
    /// </summary>
    public static (double Mean, double Error) Saving(Candidate without, Candidate with)
    {
        var differences = without.BestRows.Zip(with.BestRows, (a, b) => a - b).ToArray();
        if (differences.Length < 2)
            return (without.BestScore - with.BestScore, 0);
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1);
        return (mean, Math.Sqrt(variance / differences.Length));
    }
}
