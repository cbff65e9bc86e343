using Sobolev.Objectives;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Theory;

/// <summary>
/// Section 5 and Remark 2: attention transfer is Sobolev training under four assumptions, and without them misses the teacher.
/// </summary>
internal sealed class Remark2 : ICheck
{
    private const double Teacher = 1.5;
    private const double Alpha = 1;

    private static readonly DerivativeTerm _sensitivity = new() { Discrepancy = Discrepancy.Norm, Weight = Alpha };
    private static readonly SobolevObjective _sobolev = new(Discrepancy.AbsoluteError, _sensitivity);
    private static readonly SobolevObjective _transfer = new(Discrepancy.OwnValue, _sensitivity);

    public string Name => "remark-2";

    public string Statement => "a student equal to its teacher minimises the Sobolev cost but need not minimise the transfer cost; where "
        + "the teacher's loss is zero the two costs are one";

    public CheckResult Run(VerifyConfig config)
    {
        LibTorch.EnsureLoaded();
        const double square = Teacher * Teacher;
        var (transfer, sobolev) = (Cost(_transfer, Teacher), Cost(_sobolev, Teacher));
        var half = Cost(_transfer, Teacher / 2);
        var (perfect, imperfect) = DifferenceOfCosts(new RandomStream(config.Seed, "remark-2"));
        return new CheckResult(
            $"constant functions g = theta under the loss p^2, teacher theta_f = {Teacher}; and losses of 64 random points whose "
                + $"teacher is perfect, or not",
            [
                Finding.AtMost("Sobolev cost of theta_f", sobolev, 0),
                Finding.AtMost("transfer cost of theta_f less theta_f^2", Math.Abs(transfer - square), 1e-12),
                Finding.AtMost("transfer cost of theta_f / 2 less a quarter of that", Math.Abs(half - square / 4), 1e-12),
                Finding.AtLeast("Sobolev cost of theta_f / 2", Cost(_sobolev, Teacher / 2), 0.75 * square - 1e-12),
                Finding.AtMost("difference of the costs, teacher's loss zero", perfect, 1e-12),
                Finding.AtLeast("difference of the costs, teacher's loss not zero", imperfect, 1e-2),
            ])
        {
            Pictures = [("remark-2", Draw)],
        };
    }

    /// <summary>The cost of the constant theta against the teacher's constant, at a batch of points that neither reads.</summary>
    private static double Cost(SobolevObjective objective, double theta)
    {
        using var scope = NewDisposeScope();
        var x = zeros(4, 3, dtype: float64);
        FunctionJet Loss(double constant) => new(points => full(points.shape[0], constant, dtype: float64).square(), x, Graph.Detached);
        return objective.Compare(Loss(theta), Loss(Teacher)).ToNumbers().Total;
    }

    /// <summary>Differences of the two costs for arbitrary non-negative losses and sensitivities of a student.</summary>
    private static (double Perfect, double Imperfect) DifferenceOfCosts(RandomStream stream)
    {
        using var scope = NewDisposeScope();
        StoredJet Random(double size) => new(tensor(Draws(64, size)).square(), tensor(Draws(192, size), [64, 3]));
        var student = Random(1);
        double Difference(IJet teacher) =>
            Math.Abs(_transfer.Compare(student, teacher).ToNumbers().Total - _sobolev.Compare(student, teacher).ToNumbers().Total);
        return (Difference(Random(0)), Difference(Random(1)));

        double[] Draws(int count, double size) => [.. Enumerable.Range(0, count).Select(_ => size * stream.NextNormal())];
    }

    private static Figure Draw()
    {
        double[] theta = [.. Enumerable.Range(0, 201).Select(i => -1 + 3.0 * i / 200)];
        return LineChart.Of($"remark 2: constant students of the teacher theta_f = {Teacher}",
        [
            new ChartPanel("", "cost", [new("transfer", theta, [.. theta.Select(t => Cost(_transfer, t))]),
                new("sobolev", theta, [.. theta.Select(t => Cost(_sobolev, t))])])
            {
                XLabel = "theta",
            },
        ]);
    }
}
