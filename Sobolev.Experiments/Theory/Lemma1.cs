using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Plots;

namespace Sobolev.Theory;

/// <summary>Lemma 1: a C1 function on a compact interval is matched in value and slope by a piecewise-linear one.</summary>
internal sealed class Lemma1 : ICheck
{
    internal static readonly double[] Epsilons = [0.3, 0.1, 0.03, 0.01];

    public string Name => "lemma-1";

    public string Statement => "for a C1 function on a compact interval and any eps there is a continuous piecewise-linear function within "
        + "eps in value and, between its kinks, in slope";

    public CheckResult Run(VerifyConfig config)
    {
        IReadOnlyList<SmoothFunction> functions = [SmoothFunction.Sigmoid(-8, 8), .. SmoothFunction.Benchmarks()];
        return new CheckResult(
            $"the proof's interpolants of {functions.Count} functions (the benchmarks along a segment, largest value or slope one) for eps "
            + $"= {string.Join(", ", Epsilons)}; pieces for the last: "
            + $"{string.Join(", ", functions.Select(phi => $"{phi.Name} {Interpolation.Pieces(phi, Epsilons[^1])}"))}",
            [
                .. functions.SelectMany(phi => Errors(phi, Interpolation.Of)),
                NetworkError(functions[0]),
                AcrossTheRidge(),
            ])
        {
            Pictures = [("lemma-1", () => Draw(functions))],
            Models = [("lemma-1-rosenbrock",
                RidgeNetwork.Of(Interpolation.Of(functions.Single(phi => phi.Name == "rosenbrock"), Epsilons[^1]), Activation.Relu))],
        };
    }

    /// <summary>Errors over eps, the largest over all eps: at most one if the lemma holds.</summary>
    internal static IEnumerable<Finding> Errors(SmoothFunction phi, Func<SmoothFunction, double, PiecewiseLinear> build)
    {
        var errors = Epsilons.Select(eps =>
        {
            var p = build(phi, eps);
            var (value, slope) = Interpolation.Errors(phi, p, Interpolation.Between(p));
            return (Value: value / eps, Slope: slope / eps);
        }).ToArray();
        return
        [
            Finding.AtMost($"{phi.Name}: value error / eps", errors.Max(error => error.Value), 1),
            Finding.AtMost($"{phi.Name}: slope error / eps", errors.Max(error => error.Slope), 1),
        ];
    }

    /// <summary>A finite sum of ReLUs is the same function.</summary>
    private static Finding NetworkError(SmoothFunction phi)
    {
        var p = Interpolation.Of(phi, Epsilons[^1]);
        var network = RidgeNetwork.Of(p, Activation.Relu);
        var points = Interpolation.Between(p);
        var (values, _) = network.Predict(points);
        return Finding.AtMost(
            $"{phi.Name}: the ReLU network of {network.Units} units against p",
            points.Zip(values, (x, value) => Math.Abs(value - p.ValueAt(x))).Max(),
            network.RoundingBounds(Math.Max(-phi.Low, phi.High)).Value);
    }

    /// <summary>C1 is needed: across Bukin's ridge, where the slope is unbounded, no number of pieces helps.</summary>
    private static Finding AcrossTheRidge()
    {
        var phi = SmoothFunction.Along(BenchmarkFunctions.Bukin, (-15, -3), (-5, 3));
        var p = Interpolation.Of(phi, 100_000);
        return Finding.AtLeast(
            "bukin across its ridge, not C1: slope error / eps with 100000 pieces",
            Interpolation.Errors(phi, p, Interpolation.Between(p)).Slope / Epsilons[^1],
            1);
    }

    private static Figure Draw(IReadOnlyList<SmoothFunction> functions) =>
        LineChart.Of("lemma 1: what an accuracy eps costs, and what it gives",
    [
        new ChartPanel(
            "pieces",
            "pieces",
            [
                .. functions.Select(
                    phi => new ChartSeries(phi.Name, Epsilons, [.. Epsilons.Select(eps => (double)Interpolation.Pieces(phi, eps))])),
            ]) { XLabel = "eps", LogX = true, LogY = true },
        new ChartPanel(
            "worst slope error between the kinks",
            "error",
            [
                .. functions.Select(phi => new ChartSeries(phi.Name, Epsilons, [.. Epsilons.Select(eps => SlopeError(phi, eps))])),
            ]) { XLabel = "eps", LogX = true, LogY = true },
    ]);

    private static double SlopeError(SmoothFunction phi, double eps)
    {
        var p = Interpolation.Of(phi, eps);
        return Interpolation.Errors(phi, p, Interpolation.Between(p)).Slope;
    }
}
