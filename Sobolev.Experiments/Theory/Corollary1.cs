using Sobolev.Kernels;
using Sobolev.Plots;

namespace Sobolev.Theory;

/// <summary>Corollary 1: the sigmoid is a finite sum of ReLUs up to eps, in value and slope, on the whole line.</summary>
internal sealed class Corollary1 : ICheck
{
    public string Name => "corollary-1";

    public string Statement => "for every eps a network of one hidden ReLU (or leaky ReLU) layer is within eps of the sigmoid, in value "
        + "and slope, on the whole line";

    public CheckResult Run(VerifyConfig config)
    {
        var rows = Lemma1.Epsilons.Select(eps => (eps, Relu: Network(eps, Activation.Relu), Leaky: Network(eps, Activation.LeakyRelu)))
            .ToArray();
        return new CheckResult(
            "networks with one input and one hidden layer, a unit for each kink of the p of lemma 2",
            [
                .. rows.SelectMany(row => Errors($"ReLU, eps {row.eps}", row.Relu, row.eps).Prepend(Finding.AtMost(
                    $"ReLU, eps {row.eps}: units",
                    row.Relu.Units,
                    MostUnits(row.eps)))),
                .. Errors($"leaky ReLU, eps {rows[^1].eps}", rows[^1].Leaky, rows[^1].eps),
            ])
        {
            Models = [("corollary-1-relu", rows[^1].Relu), ("corollary-1-leaky-relu", rows[^1].Leaky)],
            Pictures = [("corollary-1", () => Draw([.. rows.Select(row => row.Relu)]))],
        };
    }

    /// <summary>
    /// By the proofs' own constants: pieces of eps / 2M = 2 eps between the cuts at -+log(2 / eps - 1), and a unit for each of their ends.
    /// </summary>
    private static double MostUnits(double eps) => Math.Log(2 / eps - 1) / eps + 3;

    internal static RidgeNetwork Network(double eps, Activation activation) =>
        RidgeNetwork.Of(Interpolation.OnTheLine(Tails.Cut(Tails.Sigmoid, eps), eps), activation);

    internal static IEnumerable<Finding> Errors(string name, RidgeNetwork network, double eps)
    {
        var (value, slope) = WorstErrors(network, eps);
        return [Finding.AtMost($"{name}: value error", value, eps), Finding.AtMost($"{name}: slope error", slope, eps)];
    }

    private static (double Value, double Slope) WorstErrors(RidgeNetwork network, double eps)
    {
        var cut = Tails.Cut(Tails.Sigmoid, eps);
        double[] points = [.. Interpolation.Between(Interpolation.OnTheLine(cut, eps)), .. Tails.Beyond(cut)];
        var (values, slopes) = network.Predict(points);
        return (points.Zip(values, (x, value) => Math.Abs(value - cut.Value(x))).Max(),
            points.Zip(slopes, (x, slope) => Math.Abs(slope - cut.Slope(x))).Max());
    }

    private static Figure Draw(IReadOnlyList<RidgeNetwork> networks)
    {
        var errors = networks.Zip(Lemma1.Epsilons, WorstErrors).ToArray();
        return LineChart.Of("corollary 1: the sigmoid as a sum of ReLUs",
        [
            new ChartPanel("size", "ReLU units", [new("units", Lemma1.Epsilons, [.. networks.Select(network => (double)network.Units)])])
            {
                XLabel = "eps",
                LogX = true,
                LogY = true,
            },
            new ChartPanel(
                "worst errors on the line",
                "error",
                [
                    new("eps itself", Lemma1.Epsilons, Lemma1.Epsilons),
                    new("value", Lemma1.Epsilons, [.. errors.Select(error => error.Value)]),
                    new("slope", Lemma1.Epsilons, [.. errors.Select(error => error.Slope)]),
                ]) { XLabel = "eps", LogX = true, LogY = true },
        ]);
    }
}
