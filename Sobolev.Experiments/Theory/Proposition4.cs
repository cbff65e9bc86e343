using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Theory;

/// <summary>Proposition 4: a synthetic gradient that is the gradient of some scalar has a symmetric Jacobian.</summary>
internal sealed class Proposition4 : ICheck
{
    private const int Updates = 300;

    public string Name => "proposition-4";

    public string Statement => "a synthetic gradient that is the gradient of a scalar has a symmetric Jacobian; one that a network gives "
        + "directly need not, trained or not";

    public CheckResult Run(VerifyConfig config)
    {
        // tensors of a few hundred numbers: a second thread only waits
        TorchThreads.Set(1);
        using var scope = NewDisposeScope();
        var small = Small(config.Seed);
        var inModel = config.Model.Length > 0 ? InModel(config) : [];
        return new CheckResult(
            "modules of sg-cifar, narrow, on 4x4x4 activations: the gradient of a predicted log loss (sobolev), or the output of three "
            + $"convolutions that see activations and label (direct); {Updates} updates on the true gradient of another network's loss"
            + (inModel.Count > 0 ? $"; and the {inModel.Count} of {config.Model}" : ""),
            [
                .. small.SelectMany(
                    row => new[]
                    {
                        Symmetry($"{row.Name}: |J - J'| / |J|, not trained", row.Direct, row.Before),
                        Symmetry($"{row.Name}: |J - J'| / |J|, trained", row.Direct, row.After),
                    }),
                .. small.Select(row => Finding.AtMost($"{row.Name}: gradient loss after training over before", row.Last / row.First, 0.8)),
                .. inModel.Select(row => Symmetry($"{row.Name} of the model: |J - J'| / |J|", row.Direct, row.Asymmetry)),
            ])
        {
            Pictures =
            [
                ("proposition-4", () => BarChart.Of(new CategoryChart(
                    "proposition 4: asymmetry of the Jacobian of a synthetic gradient",
                    "|J - J'| / |J|",
                    [.. small.Select(row => row.Name)],
                    [new("not trained", [.. small.Select(row => row.Before)]),
                        new("trained", [.. small.Select(row => row.After)])]) { Log = true })),
            ],
        };
    }

    internal static Finding Symmetry(string quantity, bool direct, double asymmetry) =>
        direct ? Finding.AtLeast(quantity, asymmetry, 0.01) : Finding.AtMost(quantity, asymmetry, 1e-12);

    private static List<(string Name, bool Direct, double Before, double After, double First, double Last)> Small(long seed)
    {
        using var teacher = SyntheticGradient.Draw(direct: false, new RandomStream(seed, "proposition-4/teacher"));
        var rows = new List<(string, bool, double, double, double, double)>();
        foreach (var (name, direct) in new[] { ("sobolev", false), ("direct", true) })
        {
            using var module = SyntheticGradient.Draw(direct, new RandomStream(seed, $"proposition-4/{name}"));
            var before = module.Asymmetry(new RandomStream(seed, "proposition-4/test"));
            var (first, last) = module.Train(teacher, new RandomStream(seed, "proposition-4/training"), Updates);
            rows.Add((name, direct, before, module.Asymmetry(new RandomStream(seed, "proposition-4/test")), first, last));
        }

        return rows;
    }

    private static List<(string Name, bool Direct, double Asymmetry)> InModel(VerifyConfig config)
    {
        var rows = new List<(string, bool, double)>();
        foreach (var (module, number) in SyntheticGradient.InModel(config.Model).Select((module, index) => (module, index + 1)))
        {
            using (module)
                rows.Add(($"module {number}", module.IsDirect, module.Asymmetry(new RandomStream(config.Seed, "proposition-4/test"))));
        }

        return rows;
    }
}
