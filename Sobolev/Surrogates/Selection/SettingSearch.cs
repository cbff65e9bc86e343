namespace Sobolev.Surrogates;

/// <summary>
/// The settings of networks in the order in which they are tried: one key after the other, each from the best setting so far. A list of
/// weights or widths is extended where its end wins.
/// </summary>
internal static class SettingSearch
{
    private const double LargestWeight = 1e3, LeastWeight = 1e-2;
    private const int LargestWidth = 128, LeastWidth = 8;

    /// <summary>The next setting; null where every one worth a try has been tried.</summary>
    /// <param name="settings">The lists to choose from.</param>
    /// <param name="hasPartials">Whether there is a gradient to weigh.</param>
    /// <param name="tried">The networks so far, all ended.</param>
    public static NetworkSetting? Next(FitSettings settings, bool hasPartials, IReadOnlyList<NetworkCandidate> tried)
    {
        var first = FirstOf(settings, hasPartials);
        if (tried.Count == 0)
            return first;
        // without held-out rows there is nothing to choose by
        if (tried.All(candidate => double.IsInfinity(candidate.Score)))
            return null;
        return NextWeight(settings, first, tried) ?? NextWidth(settings, tried) ?? NextDecay(settings, tried);
    }

    private static NetworkSetting FirstOf(FitSettings settings, bool hasPartials)
    {
        var weight = !settings.UsesPartials || !hasPartials ? 0
            : settings.GradientWeight
            ?? (settings.GradientWeights.Contains(1) ? 1 : settings.GradientWeights[settings.GradientWeights.Count / 2]);
        return new NetworkSetting(weight, settings.Widths[0], settings.Decays[0]);
    }

    private static NetworkSetting? NextWeight(FitSettings settings, NetworkSetting first, IReadOnlyList<NetworkCandidate> tried)
    {
        if (settings.GradientWeight is not null || first.GradientWeight == 0)
            return null;
        bool IsTried(double weight) => tried.Any(candidate => candidate.Parameters == first with { GradientWeight = weight });
        foreach (var weight in settings.GradientWeights.Where(weight => !IsTried(weight)))
            return first with { GradientWeight = weight };
        var best = tried.Where(candidate => candidate.Parameters == first with { GradientWeight = candidate.Parameters.GradientWeight })
            .MinBy(candidate => candidate.Score)!.Parameters.GradientWeight;
        double[] next = [best >= settings.GradientWeights.Max()
            ? 10 * best
            : double.NaN, best <= settings.GradientWeights.Min() ? best / 10 : double.NaN];
        foreach (var weight in next.Where(weight => !double.IsNaN(weight) && weight <= LargestWeight))
        {
            // less than the least weight counts as 0
            var within = weight < LeastWeight * 0.99 ? 0 : weight;
            if (!IsTried(within))
                return first with { GradientWeight = within };
        }

        return null;
    }

    private static NetworkSetting? NextWidth(FitSettings settings, IReadOnlyList<NetworkCandidate> tried)
    {
        var best = Best(tried);
        bool IsTried(int width) => tried.Any(candidate => candidate.Parameters == best with { Width = width });
        foreach (var width in settings.Widths.Where(width => !tried.Any(candidate => candidate.Parameters.Width == width)))
            return best with { Width = width };
        if (settings.Widths.Count == 1)
            return null;
        if (best.Width >= settings.Widths.Max() && 2 * best.Width <= LargestWidth && !IsTried(2 * best.Width))
            return best with { Width = 2 * best.Width };
        if (best.Width <= settings.Widths.Min() && best.Width / 2 >= LeastWidth && !IsTried(best.Width / 2))
            return best with { Width = best.Width / 2 };
        return null;
    }

    private static NetworkSetting? NextDecay(FitSettings settings, IReadOnlyList<NetworkCandidate> tried)
    {
        var best = Best(tried);
        foreach (var decay in settings.Decays.Where(decay => !tried.Any(candidate => candidate.Parameters.Decay == decay)))
            return best with { Decay = decay };
        return null;
    }

    private static NetworkSetting Best(IReadOnlyList<NetworkCandidate> tried) => tried.MinBy(candidate => candidate.Score)!.Parameters;
}
