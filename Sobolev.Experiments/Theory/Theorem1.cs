using Sobolev.Kernels;
using Sobolev.Plots;
using Sobolev.Randomness;

namespace Sobolev.Theory;

/// <summary>Theorem 1: a C1 function on a compact set is matched in value and gradient by one hidden layer of ReLUs.</summary>
internal sealed class Theorem1 : ICheck
{
    private const int Sigmoids = 80;

    private static readonly double[] _epsilons = [0.5, 0.2];

    public string Name => "theorem-1";

    public string Statement => "for a C1 function on a compact set and any eps there is a network of one hidden ReLU (or leaky ReLU) layer "
        + "within eps in value and gradient";

    public CheckResult Run(VerifyConfig config)
    {
        var hornik = Hornik.Fit(Sigmoids, new RandomStream(config.Seed, "theorem-1/sigmoids"));
        var points = Points(new RandomStream(config.Seed, "theorem-1/points"));
        var bySigmoids = Error(hornik, points, SmoothFunction.Logistic, SmoothFunction.LogisticSlope);
        var built = _epsilons.Select(eps => (eps, Sigmoid: Share(hornik, eps))).ToArray();
        return new CheckResult(
            $"McCormick's function on its domain (as [-1, 1]^2, largest value or partial derivative one) by {Sigmoids} sigmoids of random "
            + $"inner weights, then each by ReLUs up to eps over twice {hornik.Amplification:F1}, the sum of its outer times inner "
            + $"weights: {string.Join(", ", built.Select(row => $"{row.Sigmoid.Knots.Length * Sigmoids} units for eps = {row.eps}"))}",
            [
                Finding.AtMost("the combination of sigmoids: largest error of value and gradient", bySigmoids, _epsilons[^1] / 2),
                .. built.Select(row => Finding.AtMost(
                    $"ReLUs, eps {row.eps}: largest error of value and gradient",
                    Error(hornik, points, row.Sigmoid.ValueAt, row.Sigmoid.SlopeAt),
                    row.eps)),
                NetworkError(Network(hornik, built[0].Sigmoid, Activation.Relu), points, built[0].eps),
                NetworkError(Network(hornik, built[0].Sigmoid, Activation.LeakyRelu), points, built[0].eps),
                PrintedShare(),
            ])
        {
            Pictures = [("theorem-1", () => Draw(hornik, built[0].Sigmoid))],
        };
    }

    /// <summary>The sigmoid of Corollary 1 with the accuracy that leaves eps / 2 for the combination.</summary>
    private static PiecewiseLinear Share(Hornik hornik, double eps)
    {
        var share = eps / (2 * hornik.Amplification);
        return Interpolation.OnTheLine(Tails.Cut(Tails.Sigmoid, share), share);
    }

    private static RidgeNetwork Network(Hornik hornik, PiecewiseLinear sigmoid, Activation activation) =>
        RidgeNetwork.Of(2, activation,
            [.. Enumerable.Range(0, Sigmoids).Select(i => (hornik.Inner[i], Scaled(sigmoid, hornik.Outer[i], hornik.Thresholds[i])))]);

    // c p(z + b) as a function of z
    private static PiecewiseLinear Scaled(PiecewiseLinear p, double c, double b) =>
        new([.. p.Knots.Select(knot => knot - b)], [.. p.Values.Select(value => c * value)]);

    private static Finding NetworkError(RidgeNetwork network, double[] points, double eps)
    {
        var few = points[..128];
        var (values, gradients) = network.Predict(few);
        var worst = Enumerable.Range(0, few.Length / 2)
            .Max(i => Largest(Hornik.Target(few[2 * i], few[2 * i + 1]), (values[i], gradients[2 * i], gradients[2 * i + 1])));
        return Finding.AtMost(
            $"the same as one network of {network.Units} units ({network.Shape.Activation}), at 64 points, eps {eps}",
            worst,
            eps);
    }

    /// <summary>
    /// The text's share of each sigmoid, eps / 2N, forgets the outer weights: f = 100 s(x), N = 1, and a p that is just within eps / 2 of
    /// s.
    /// </summary>
    private static Finding PrintedShare()
    {
        const double eps = 0.1;
        var sigmoid = SmoothFunction.Sigmoid(-8, 8);
        var p = Enumerable.Range(1, 1000)
            .Select(pieces => Interpolation.Of(sigmoid, pieces))
            .First(
                p => Interpolation.Errors(sigmoid, p, Interpolation.Between(p)) is var (value, slope) && Math.Max(value, slope) <= eps / 2);
        return Finding.AtLeast(
            "100 s(x), its sigmoid within eps / 2N as printed: slope error / eps",
            100 * Interpolation.Errors(sigmoid, p, Interpolation.Between(p)).Slope / eps,
            1);
    }

    private static double Error(Hornik hornik, double[] points, Func<double, double> value, Func<double, double> slope) =>
        Enumerable.Range(0, points.Length / 2)
            .Max(i => Largest(Hornik.Target(points[2 * i], points[2 * i + 1]), hornik.At(points[2 * i], points[2 * i + 1], value, slope)));

    private static double Largest((double Value, double X, double Y) a, (double Value, double X, double Y) b) =>
        Math.Max(Math.Abs(a.Value - b.Value), Math.Max(Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y)));

    private static double[] Points(RandomStream stream) => [.. Enumerable.Range(0, 2 * 4000).Select(_ => stream.NextUniform(-1, 1))];

    /// <summary>Along a diagonal of the square; the ReLUs' error is the sigmoids' and small steps.</summary>
    private static Figure Draw(Hornik hornik, PiecewiseLinear sigmoid)
    {
        double[] t = [.. Enumerable.Range(0, 801).Select(i => -1 + 2.0 * i / 800)];
        var truth = t.Select(t => Hornik.Target(t, -t)).ToArray();
        var network = t.Select(t => hornik.At(t, -t, sigmoid.ValueAt, sigmoid.SlopeAt)).ToArray();
        var sigmoids = t.Select(t => hornik.At(t, -t, SmoothFunction.Logistic, SmoothFunction.LogisticSlope)).ToArray();
        return LineChart.Of("theorem 1: McCormick's function along a diagonal, and one hidden layer of ReLUs (eps 0.5)",
        [
            new ChartPanel("value", "value",
                [new("truth", t, [.. truth.Select(jet => jet.Value)]), new("ReLUs", t, [.. network.Select(jet => jet.Value)])])
            {
                XLabel = "x = -y",
            },
            new ChartPanel("partial derivative by x", "df/dx",
                [new("truth", t, [.. truth.Select(jet => jet.X)]), new("ReLUs", t, [.. network.Select(jet => jet.X)])])
            {
                XLabel = "x = -y",
            },
            new ChartPanel(
                "its error",
                "error of df/dx",
                [
                    new("ReLUs", t, [.. network.Zip(truth, (a, b) => a.X - b.X)]),
                    new("sigmoids", t, [.. sigmoids.Zip(truth, (a, b) => a.X - b.X)]),
                ]) { XLabel = "x = -y" },
        ]);
    }
}
