using Sobolev.Kernels;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Theory;

/// <summary>Theorem 2: values and gradients that contradict each other cannot both be fitted, however long one trains.</summary>
internal sealed class Theorem2 : ICheck
{
    private const int Updates = 3000;

    /// <summary>For f = 0, g = 1 on [0, 1] the integral of h^2 + (h' - 1)^2 is least at h = sinh(x - 1/2) / cosh(1/2).</summary>
    private static readonly double _exact = 1 - 2 * Math.Tanh(0.5);

    private static readonly Contradiction _constant = new("f = 0, g = 1", 1, 0, 1, 256, _ => 0, _ => [1]);

    private static readonly Contradiction[] _cases =
    [
        _constant,
        new("f = x^2, g = -sin 3x", 1, -1, 1, 256, x => x[0] * x[0], x => [-Math.Sin(3 * x[0])]),
        // a rotation is not the gradient of any function
        new("f = 0, g = (-y, x)", 2, -1, 1, 24, _ => 0, x => [-x[1], x[0]]),
    ];

    public string Name => "theorem-2";

    public string Statement =>
        "for f and a continuous g that is not its gradient there is an eps(f, g) below which no C1 function comes near both";

    public CheckResult Run(VerifyConfig config)
    {
        var trainings = _cases.Select(contradiction =>
            (Case: contradiction, Floor: contradiction.Floor(degree: 12), Losses: Train(contradiction, config.Seed))).ToArray();
        return new CheckResult(
            $"{string.Join("; ", _cases.Select(contradiction => contradiction.Name))}: on a grid of 256 points, 24 x 24 in the plane, the "
            + $"best polynomial of degree 12, by least squares, and a tanh network of 2 x 16 units after {Updates} updates; for the first "
            + $"the floor is 1 - 2 tanh(1/2) = {_exact:F6}",
            [
                Finding.AtMost("f = 0, g = 1: floor by least squares less the exact one", Math.Abs(trainings[0].Floor - _exact), 1e-5),
                .. trainings.SelectMany(training => Floors(training.Case.Name, training.Floor, training.Losses[^1])),
                Finding.AtMost(
                    "f = 0, g = 1 at the 256 points alone, network of proposition 1: value + gradient loss",
                    OnTheGridAlone(),
                    1e-12),
            ])
        {
            Pictures = [("theorem-2", () => Draw(trainings))],
        };
    }

    /// <summary>
    /// The trained loss reaches the floor; by the theorem's own measure, one of the two distances is at least root(floor / 2).
    /// </summary>
    internal static IEnumerable<Finding> Floors(string name, double floor, KernelLoss trained)
    {
        var total = trained.Value + trained.Gradient;
        return
        [
            Finding.AtLeast($"{name}: trained loss, not below the floor", total, 0.999 * floor),
            Finding.AtMost($"{name}: trained loss, down to the floor", total, 1.05 * floor),
            Finding.AtLeast(
                $"{name}: larger distance, |f - h| or |g - h'|",
                Math.Sqrt(Math.Max(trained.Value, trained.Gradient)),
                0.999 * Math.Sqrt(floor / 2)),
        ];
    }

    private static IReadOnlyList<KernelLoss> Train(Contradiction contradiction, long seed)
    {
        int[] hidden = [16, 16];
        var shape = new MlpShape(contradiction.Dim, hidden, 1, Activation.Tanh);
        return contradiction.Train(hidden,
            InitialWeights.Draw(shape, Initialisation.Glorot, new RandomStream(seed, $"theorem-2/{contradiction.Name}")), Updates);
    }

    /// <summary>
    /// No contradiction to proposition 1: finitely many points do not contradict each other, a network with 4 kinks between two of them
    /// fits.
    /// </summary>
    private static double OnTheGridAlone()
    {
        var data = _constant.Points();
        var loss = TrainingLoss.Managed(RidgeNetwork.Of(HatNetwork.Hats(data.Points, data.Values, data.Gradients), Activation.Relu), data);
        return loss.Value + loss.Gradient;
    }

    private static Figure Draw(IReadOnlyList<(Contradiction Case, double Floor, IReadOnlyList<KernelLoss> Losses)> trainings)
    {
        double[] steps = [.. Enumerable.Range(1, Updates).Select(step => (double)step)];
        return LineChart.Of("theorem 2: training stops at the floor",
            [.. trainings.Select(training => new ChartPanel(training.Case.Name, "value + gradient loss",
        [
            new("tanh network", steps, [.. training.Losses.Select(loss => loss.Value + loss.Gradient)]),
            new("floor, by least squares", [1, Updates], [training.Floor, training.Floor]),
        ])
        { XLabel = "updates", LogX = true, LogY = true })]);
    }
}
