using Sobolev.Kernels;
using Sobolev.Plots;
using Sobolev.Randomness;

namespace Sobolev.Theory;

/// <summary>Proposition 1: any values and gradients at finitely many points are matched by a ReLU network.</summary>
internal sealed class Proposition1 : ICheck
{
    public string Name => "proposition-1";

    public string Statement =>
        "for any values and gradients at finitely many points there is a ReLU, and a leaky ReLU, network with zero Sobolev training loss";

    public CheckResult Run(VerifyConfig config)
    {
        var data = LabelledPoints.OnGrid(config.Points, config.Dim, new RandomStream(config.Seed, "proposition-1/points"));
        var a = SeparatingMatrix.For(data, new RandomStream(config.Seed, "proposition-1/coordinates"));
        var relu = HatNetwork.Of(data, a, HatNetwork.ByChainRule(a), Activation.Relu);
        var leaky = HatNetwork.Of(data, a, HatNetwork.ByChainRule(a), Activation.LeakyRelu);
        var printed = HatNetwork.Of(data, a, HatNetwork.AsPrinted(a), Activation.Relu);
        var gap = SeparatingMatrix.SmallestGap(a, data);

        var pairs = data.PairsSharingACoordinate();
        var asPrinted = TrainingLoss.Managed(printed, data);
        return new CheckResult(
            $"{data.Count} points in dimension {data.Dim}, {pairs} pairs of them with a coordinate in common; a rotation A that sets them "
            + $"{gap:G3} apart in every coordinate; a hidden layer of {relu.Units} units, four for each point and coordinate",
            [
                Finding.AtLeast("smallest gap of coordinates of Ax", gap, 1e-12),
                .. Losses("ReLU", relu, data),
                .. Losses("leaky ReLU", leaky, data),
                // in one dimension A is its own transpose
                config.Dim > 1
                    ? Finding.AtLeast("gradient loss with slopes A^-1 g, as printed", asPrinted.Gradient, 1e-3)
                    : Finding.AtMost(
                        "gradient loss with slopes A^-1 g, as printed (right in one dimension)",
                        asPrinted.Gradient,
                        Bounds(printed, data).Slope),
            ])
        {
            Models = [("proposition-1-relu", relu), ("proposition-1-leaky-relu", leaky)],
            Pictures = [("proposition-1", () => Draw(config.Seed))],
        };
    }

    /// <summary>Both losses by the managed kernel and their sum by autograd; bounds are what rounding alone may leave.</summary>
    internal static IEnumerable<Finding> Losses(string name, RidgeNetwork network, LabelledPoints data)
    {
        var (value, slope) = Bounds(network, data);
        var managed = TrainingLoss.Managed(network, data);
        return
        [
            Finding.AtMost($"value loss, {name}", managed.Value, value),
            Finding.AtMost($"gradient loss, {name}", managed.Gradient, slope),
            Finding.AtMost($"value + gradient loss by autograd, {name}", TrainingLoss.Autograd(network, data), value + slope),
        ];
    }

    private static (double Value, double Slope) Bounds(RidgeNetwork network, LabelledPoints data)
    {
        var (value, slope) = network.RoundingBounds(data.Radius);
        return (value * value, data.Dim * slope * slope);
    }

    /// <summary>
    /// The construction in one variable, where it can be seen: seven points, the tangent asked for at each, and the network.
    /// </summary>
    private static Figure Draw(long seed)
    {
        var stream = new RandomStream(seed, "proposition-1/picture");
        double[] s = [.. Enumerable.Range(0, 7).Select(i => i + stream.NextUniform(-0.3, 0.3))];
        var data = new LabelledPoints(1, s, [.. s.Select(_ => stream.NextUniform(-1, 1))], [.. s.Select(_ => 4 * stream.NextNormal())]);
        var network = RidgeNetwork.Of(HatNetwork.Hats(data.Points, data.Values, data.Gradients), Activation.Relu);
        double[] x = [.. Enumerable.Range(0, 1601).Select(i => -0.7 + 7.4 * i / 1600)];
        var (values, slopes) = network.Predict(x);
        const double half = 0.07;
        return LineChart.Of("proposition 1 in one variable: any value and slope at each point",
        [
            new ChartPanel("value", "h(x)",
                [new ChartSeries("network", x, values), Joined("asked for at the points", data, (f, g, t) => f + g * t, half)])
            {
                XLabel = "x",
            },
            new ChartPanel("slope", "h'(x)",
                [new ChartSeries("network", x, slopes), Joined("asked for at the points", data, (_, g, _) => g, half)])
            {
                XLabel = "x",
            },
        ]);
    }

    /// <summary>A short stroke at each point, with gaps between them.</summary>
    private static ChartSeries Joined(string name, LabelledPoints data, Func<double, double, double, double> stroke, double half)
    {
        double[] offsets = [-half, 0, half];
        return new ChartSeries(
            name,
            [.. data.Points.SelectMany(s => offsets.Select(t => s + t).Append(s))],
            [.. Enumerable.Range(0, data.Count)
                .SelectMany(i => offsets.Select(t => stroke(data.Values[i], data.Gradients[i], t)).Append(double.NaN))]);
    }
}
