using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Theory;

/// <summary>Section 4.1: what matching dm/dy means for a synthetic gradient's loss model m(h, y) of the log loss L(h, y).</summary>
internal sealed class Section41 : ICheck
{
    private const int Batch = 32, Features = 6, Classes = 5;

    public string Name => "section-4.1";

    public string Statement => "for the log loss, matching dm/dy is matching the log-probabilities of all classes, matching m that of the "
        + "true one; both together weigh the true class more";

    public CheckResult Run(VerifyConfig config)
    {
        LibTorch.EnsureLoaded();
        var stream = new RandomStream(config.Seed, "section-4.1");
        using var scope = NewDisposeScope();
        var h = tensor(Enumerable.Range(0, Batch * Features).Select(_ => stream.NextNormal()).ToArray(), [Batch, Features]);
        var y = nn.functional.one_hot(tensor(Enumerable.Range(0, Batch).Select(_ => (long)stream.NextInt(Classes)).ToArray()), Classes)
            .to(float64);
        using var model = Classifier(stream);
        using var truth = Classifier(stream);
        var difference = (model.forward(h).log_softmax(1) - truth.forward(h).log_softmax(1)).detach();

        var label = new DerivativeTerm { Argument = 1 };
        var found = Compare(new SobolevObjective(Discrepancy.SquaredError, label), model, truth, h, y);
        var allClasses = Number(difference.square().sum([1]).mean([0]));
        var trueClass = Number((difference * y).sum([1]).square().mean([0]));
        var weighted = Number((difference.square() * (1 + y)).sum([1]).mean([0]));
        // not a one-hot label: the value's identity is of the true class alone
        var soft = Compare(new SobolevObjective(Discrepancy.SquaredError, label), model, truth, h, ones_like(y) / Classes);
        return new CheckResult(
            $"two networks of {Features} features and {Classes} classes, {Batch} points with one-hot labels; m(h, y) and L(h, y) are -<y, "
                + $"log p>, their derivatives by autograd",
            [
                Finding.AtMost(
                    "dm/dy: relative difference to |log p(h|theta) - log p_h|^2",
                    Relative(found.Derivatives[0], allClasses),
                    1e-12),
                Finding.AtMost("m: relative difference to the true class's square", Relative(found.Value!.Value, trueClass), 1e-12),
                Finding.AtMost(
                    "both: relative difference to weights 2 (true class) and 1 (others)",
                    Relative(found.Total, weighted),
                    1e-12),
                Finding.AtLeast(
                    "m for labels that are not one-hot: relative difference to the true class's square",
                    Relative(soft.Value!.Value, trueClass),
                    1e-2),
            ]);
    }

    private static LossNumbers Compare(SobolevObjective objective, Mlp model, Mlp truth, Tensor h, Tensor y)
    {
        FunctionJet LogLoss(Mlp network) =>
            new(arguments => -(network.forward(arguments[0]).log_softmax(1) * arguments[1]).sum([1]), [h, y], Graph.Detached);
        return objective.Compare(LogLoss(model), LogLoss(truth)).ToNumbers();
    }

    private static Mlp Classifier(RandomStream stream)
    {
        var shape = new MlpShape(Features, [16], Classes, Activation.Softplus);
        return new Mlp(shape, InitialWeights.Draw(shape, Initialisation.Glorot, stream), float64, ComputeDevice.Cpu);
    }

    private static double Number(Tensor number) => number.ToDouble();

    private static double Relative(double measured, double expected) => Math.Abs(measured / expected - 1);
}
