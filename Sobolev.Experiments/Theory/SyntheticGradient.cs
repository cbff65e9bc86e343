using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Theory;

/// <summary>Two small modules that predict dL/dh of a classifier's log loss: the gradient of a predicted loss (Sobolev), or a network's output (direct).</summary>
internal sealed class SyntheticGradient : IDisposable
{
    public const int Features = 8;
    private const int Classes = 5, Batch = 64;

    private readonly Mlp _network;
    private readonly bool _direct;

    public SyntheticGradient(bool direct, Activation activation, RandomStream weights)
    {
        // the loss model ends in log-probabilities of the classes, the direct one in a gradient
        _direct = direct;
        _network = Network(direct ? Features + Classes : Features, direct ? Features : Classes, activation, weights);
    }

    /// <summary>A classifier to imitate: features to logits.</summary>
    public static Mlp Classifier(RandomStream weights) => Network(Features, Classes, Activation.Tanh, weights);

    /// <summary>Random features and one-hot labels.</summary>
    public static (Tensor H, Tensor Y) Points(RandomStream stream) => (
        tensor(Enumerable.Range(0, Batch * Features).Select(_ => stream.NextNormal()).ToArray(), [Batch, Features]),
        nn.functional.one_hot(tensor(Enumerable.Range(0, Batch).Select(_ => (long)stream.NextInt(Classes)).ToArray()), Classes).to(float64));

    /// <summary>Trains on the true gradient; returns the gradient loss before the first and the last update.</summary>
    public (double First, double Last) Train(Mlp classifier, RandomStream stream, int updates)
    {
        using var adam = new FlatAdam(_network.Parameters, 3e-3);
        var (first, last) = (0.0, 0.0);
        for (var step = 0; step < updates; step++)
        {
            using var scope = NewDisposeScope();
            var (h, y) = Points(stream);
            var truth = new FunctionJet(points => LogLoss(classifier, points, y), h, Graph.Detached);
            var loss = Compare(truth, h, y);
            _network.Parameters.Zero();
            loss.Backward();
            adam.Step();
            last = _direct ? loss.ToNumbers().Total : loss.ToNumbers().Derivatives[0];
            first = step == 0 ? last : first;
        }

        return (first, last);
    }

    /// <summary>The largest |J - J'| / |J| over the points, J the module's derivative by h (Frobenius norms).</summary>
    public double Asymmetry(Tensor h, Tensor y)
    {
        using var scope = NewDisposeScope();
        var jacobian = _direct
            ? new FunctionJet(points => _network.forward(cat([points, y], 1)), h, Graph.Detached).Derivative(new DerivativeOf(1))
            : new FunctionJet(points => LogLoss(_network, points, y), h, Graph.Detached, order: 2).Derivative(new DerivativeOf(2));
        var asymmetry = linalg.vector_norm(jacobian - jacobian.transpose(1, 2), 2, [1, 2]) / linalg.vector_norm(jacobian, 2, [1, 2]);
        return asymmetry.max().ToDouble();
    }

    public void Dispose() => _network.Dispose();

    private SobolevLoss Compare(FunctionJet truth, Tensor h, Tensor y)
    {
        if (!_direct)
            return new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm()).Compare(new FunctionJet(points => LogLoss(_network, points, y), h, Graph.Trainable), truth);
        // the direct module's output is the gradient itself: it is compared as a value
        var gradient = new StoredJet(truth.Derivative(new DerivativeOf(1)));
        return new SobolevObjective(Discrepancy.SquaredNorm).Compare(new FunctionJet(points => _network.forward(cat([points, y], 1)), h, Graph.Trainable, order: 0), gradient);
    }

    private static Tensor LogLoss(Mlp network, Tensor h, Tensor y) => -(network.forward(h).log_softmax(1) * y).sum([1]);

    private static Mlp Network(int inputs, int outputs, Activation activation, RandomStream weights)
    {
        var shape = new MlpShape(inputs, [32], outputs, activation);
        return new Mlp(shape, InitialWeights.Draw(shape, Initialisation.Glorot, weights), float64, ComputeDevice.Cpu);
    }
}
