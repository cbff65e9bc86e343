using Sobolev.Kernels;
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

    public string Statement => "a synthetic gradient that is the gradient of a scalar has a symmetric Jacobian; one that a network gives directly need not, trained or not";

    public CheckResult Run(VerifyConfig config)
    {
        // tensors of a few hundred numbers: a second thread only waits
        TorchThreads.Set(1);
        using var scope = NewDisposeScope();
        using var classifier = SyntheticGradient.Classifier(new RandomStream(config.Seed, "proposition-4/classifier"));
        var (h, y) = SyntheticGradient.Points(new RandomStream(config.Seed, "proposition-4/test"));
        var rows = new List<(string Name, bool Direct, double Before, double After, double First, double Last)>();
        foreach (var (name, direct, activation) in new[] { ("sobolev, softplus", false, Activation.Softplus), ("sobolev, ReLU", false, Activation.Relu), ("direct, softplus", true, Activation.Softplus), ("direct, ReLU", true, Activation.Relu) })
        {
            using var module = new SyntheticGradient(direct, activation, new RandomStream(config.Seed, $"proposition-4/{name}"));
            var before = module.Asymmetry(h, y);
            var (first, last) = module.Train(classifier, new RandomStream(config.Seed, "proposition-4/training"), Updates);
            rows.Add((name, direct, before, module.Asymmetry(h, y), first, last));
        }

        return new CheckResult(
            $"modules of one hidden layer for {SyntheticGradient.Features} features of a classifier: the gradient of a predicted log loss (sobolev), or the output of a network that sees features and label (direct); {Updates} updates on the true gradient",
            [
                .. rows.SelectMany(row => new[] { Symmetry($"{row.Name}: |J - J'| / |J|, not trained", row.Direct, row.Before), Symmetry($"{row.Name}: |J - J'| / |J|, trained", row.Direct, row.After) }),
                .. rows.Select(row => Finding.AtMost($"{row.Name}: gradient loss after training over before", row.Last / row.First, 0.8)),
            ])
        {
            Pictures = [("proposition-4", path => BarChart.Save(path, new CategoryChart("proposition 4: asymmetry of the Jacobian of a synthetic gradient", "|J - J'| / |J|", [.. rows.Select(row => row.Name)],
                [new("not trained", [.. rows.Select(row => row.Before)]), new("trained", [.. rows.Select(row => row.After)])]) { Log = true }))],
        };
    }

    internal static Finding Symmetry(string quantity, bool direct, double asymmetry) =>
        direct ? Finding.AtLeast(quantity, asymmetry, 0.01) : Finding.AtMost(quantity, asymmetry, 1e-12);
}
