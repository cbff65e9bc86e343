namespace Sobolev.Theory;

/// <summary>Functions of the whole line with limits at both ends, and where Lemma 2 may cut them.</summary>
internal static class Tails
{
    /// <summary>Beyond it the functions of these checks are at their limits to rounding.</summary>
    public const double Far = 40;

    private const double Step = 1e-3;

    /// <summary>The sigmoid on the line.</summary>
    public static SmoothFunction Sigmoid { get; } = SmoothFunction.Sigmoid(-Far, Far);

    /// <summary>0.04 sin(50 x) exp(-x^2): values below 0.04 everywhere, slopes up to 2.</summary>
    public static SmoothFunction Ripple { get; } = new(
        "ripple",
        -Far,
        Far,
        x => 0.04 * Math.Sin(50 * x) * Math.Exp(-x * x),
        x => 0.04 * (50 * Math.Cos(50 * x) - 2 * x * Math.Sin(50 * x)) * Math.Exp(-x * x),
        2.01,
        101);

    /// <summary>
    /// The shortest [K-, K+] outside of which values are within eps / 2 of their limits and slopes within eps of zero. The text asks for
    /// the first only (<paramref name="slopesToo"/> false), which does not bound the slopes.
    /// </summary>
    public static SmoothFunction Cut(SmoothFunction phi, double eps, bool slopesToo = true)
    {
        double left = phi.Value(-Far), right = phi.Value(Far);
        bool Fits(double x, double limit) => Math.Abs(phi.Value(x) - limit) <= eps / 2 && (!slopesToo || Math.Abs(phi.Slope(x)) <= eps);
        var low = -Far;
        while (low < 0 && Fits(low, left))
            low += Step;
        var high = Far;
        while (high > 0 && Fits(high, right))
            high -= Step;
        // the last step may have gone too far; a function that fits everywhere is cut to next to nothing
        return phi with { Low = Math.Min(low - Step, -Step), High = Math.Max(high + Step, Step) };
    }

    /// <summary>Points of both tails, beyond the cut.</summary>
    public static double[] Beyond(SmoothFunction cut) =>
        [.. Enumerable.Range(1, 4000)
            .SelectMany(i => new[] { cut.Low + (-Far - cut.Low) * i / 4000, cut.High + (Far - cut.High) * i / 4000 })];
}
