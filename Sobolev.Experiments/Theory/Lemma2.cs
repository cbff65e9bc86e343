using Sobolev.Plots;

namespace Sobolev.Theory;

/// <summary>
/// Lemma 2: the same on the whole line for functions with limits whose slopes vanish at infinity; with the text's two slips.
/// </summary>
internal sealed class Lemma2 : ICheck
{
    public string Name => "lemma-2";

    public string Statement => "the same on the whole line, for a C1 function with finite limits and slopes that vanish at infinity";

    public CheckResult Run(VerifyConfig config)
    {
        const double eps = 0.1;
        var sigmoid = Tails.Cut(Tails.Sigmoid, eps);
        return new CheckResult(
            $"interpolants on [K-, K+], constant beyond, for eps = {string.Join(", ", Lemma1.Epsilons)}; for eps = {eps} the sigmoid is "
                + $"cut at {sigmoid.Low:F2} and {sigmoid.High:F2}",
            [
                .. Errors(Tails.Sigmoid),
                .. Errors(Tails.Ripple),
                // the text's p is phi(K) on one side of K and the limit on the other
                Finding.AtLeast(
                    "sigmoid, as printed: jump of p at K / eps, eps 0.1",
                    Math.Abs(sigmoid.Value(sigmoid.Low) - Tails.Sigmoid.Value(-Tails.Far)) / eps,
                    0.4),
                PrintedCut(eps),
            ])
        {
            Pictures = [("lemma-2", () => Draw(eps))],
        };
    }

    /// <summary>Errors over eps, the largest over all eps and the whole line.</summary>
    internal static IEnumerable<Finding> Errors(SmoothFunction phi)
    {
        var errors = Lemma1.Epsilons.Select(eps => (eps, Error: OnTheLine(Tails.Cut(phi, eps), eps))).ToArray();
        return
        [
            Finding.AtMost($"{phi.Name}: value error / eps", errors.Max(pair => pair.Error.Value / pair.eps), 1),
            Finding.AtMost($"{phi.Name}: slope error / eps", errors.Max(pair => pair.Error.Slope / pair.eps), 1),
        ];
    }

    /// <summary>
    /// K chosen by the values alone: 0.04 sin(50 x) exp(-x^2) is within eps / 2 of its limits everywhere, its slope is not.
    /// </summary>
    private static Finding PrintedCut(double eps) =>
        Finding.AtLeast(
            "ripple, as printed (K by the values alone): slope error / eps, eps 0.1",
            OnTheLine(Tails.Cut(Tails.Ripple, eps, slopesToo: false), eps).Slope / eps,
            1);

    private static (double Value, double Slope) OnTheLine(SmoothFunction cut, double eps)
    {
        var p = Interpolation.OnTheLine(cut, eps);
        return Interpolation.Errors(cut, p, [.. Interpolation.Between(p), .. Tails.Beyond(cut)]);
    }

    private static Figure Draw(double eps)
    {
        var cut = Tails.Cut(Tails.Sigmoid, eps);
        var p = Interpolation.OnTheLine(cut, eps);
        double[] x = [.. Enumerable.Range(0, 1501).Select(i => -6 + 12.0 * i / 1500)];
        double[] left = [.. x.Where(x => x < cut.Low)];
        return LineChart.Of("lemma 2: the sigmoid on the line, eps 0.1",
        [
            new ChartPanel(
                "value",
                "value",
                [
                    new("truth", x, [.. x.Select(cut.Value)]),
                    new("p, corrected", x, [.. x.Select(p.ValueAt)]),
                    new("p, as printed, left of K", left, [.. left.Select(_ => 0.0)]),
                ]) { XLabel = "x" },
            new ChartPanel("slope", "slope", [new("truth", x, [.. x.Select(cut.Slope)]), new("p, corrected", x, [.. x.Select(p.SlopeAt)])])
            {
                XLabel = "x",
            },
        ]);
    }
}
