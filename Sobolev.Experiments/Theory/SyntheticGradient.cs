using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Theory;

/// <summary>
/// A module of sg-cifar in float64: its synthetic gradient at activations is the gradient of a predicted log loss, or what a network gives
/// directly.
/// </summary>
internal sealed class SyntheticGradient : IDisposable
{
    private const int Samples = 16, Pairs = 8;
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly ModuleShape _shape;

    private SyntheticGradient(ModuleShape shape, nn.Module<Tensor, Tensor> network) => (_shape, _network) = (shape, network.to(float64));

    public bool IsDirect => _shape.IsDirect;

    /// <summary>A small module, not trained.</summary>
    public static SyntheticGradient Draw(bool direct, RandomStream weights)
    {
        var shape = new ModuleShape(direct, Channels: 4, Side: 4, Classes: 5, Width: 16, LabelPlanes: direct ? 5 : 0);
        var network = shape.Network();
        GradientNetworks.Draw(network, zeroOutput: false, weights);
        return new(shape, network);
    }

    /// <summary>The modules of a model that sg-cifar trained, from the lowest cut to the highest.</summary>
    /// <exception cref="SobolevException">It cannot be read, or has no modules (exit 3).</exception>
    public static IReadOnlyList<SyntheticGradient> InModel(string path)
    {
        var file = ModuleShape.Open(path);
        var modules = new List<SyntheticGradient>();
        foreach (var (prefix, shape) in ModuleShape.In(file, path))
        {
            var network = shape.Network();
            NetworkFile.Load(network, file, prefix);
            modules.Add(new(shape, network));
        }

        return modules;
    }

    /// <summary>Trains on the gradients of another module's loss; returns the gradient loss before the first and the last update.</summary>
    public (double First, double Last) Train(SyntheticGradient teacher, RandomStream stream, int updates)
    {
        var parameters = FlatParameters.Of(_network);
        using var adam = new FlatAdam(parameters, 3e-3);
        var (first, last) = (0.0, 0.0);
        for (var step = 0; step < updates; step++)
        {
            using var scope = NewDisposeScope();
            var (h, y) = Points(stream);
            var truth = new FunctionJet(at => teacher.Loss(at, y), h, Graph.Detached);
            var loss = Compare(truth, h, y);
            parameters.Zero();
            loss.Backward();
            adam.Step();
            last = IsDirect ? loss.ToNumbers().Total : loss.ToNumbers().Derivatives[0];
            first = step == 0 ? last : first;
        }

        return (first, last);
    }

    /// <summary>
    /// |J - J'| / |J| in Frobenius norms, J the derivative of the synthetic gradient by the activations, without forming J: for normal u
    /// and v, (u'Jv - v'Ju)^2 has the mean |J - J'|^2, and (u'Jv)^2 the mean |J|^2.
    /// </summary>
    public double Asymmetry(RandomStream stream)
    {
        using var scope = NewDisposeScope();
        var (points, y) = Points(stream);
        var h = points.requires_grad_(true);
        var gradient = IsDirect ? Output(h, y) : Derivatives.Gradient(Loss(h, y), h, null, createGraph: true);
        var (difference, size) = (0.0, 0.0);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (u, v) = (Normal(stream, h.shape), Normal(stream, h.shape));
            var (uJv, vJu) = (Through(u, v), Through(v, u));
            difference += (uJv - vJu).square().sum().ToDouble();
            size += ((uJv.square() + vJu.square()) / 2).sum().ToDouble();
        }

        return Math.Sqrt(difference / size);

        Tensor Through(Tensor left, Tensor right) =>
            (Derivatives.Gradient(gradient, h, left, createGraph: false) * right).flatten(1).sum(dim: 1);
    }

    public void Dispose() => _network.Dispose();

    private (Tensor H, Tensor Y) Points(RandomStream stream)
    {
        var labels = Enumerable.Range(0, Samples).Select(_ => (long)stream.NextInt(_shape.Classes)).ToArray();
        // as the modules see them, behind a ReLU
        return (Normal(stream, [Samples, _shape.Channels, _shape.Side, _shape.Side]).relu_(),
            F.one_hot(tensor(labels), _shape.Classes).to(float64));
    }

    private static Tensor Normal(RandomStream stream, long[] shape)
    {
        var numbers = new double[shape.Aggregate(1L, (product, length) => product * length)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = stream.NextNormal();
        return tensor(numbers, shape);
    }

    private SobolevLoss Compare(FunctionJet truth, Tensor h, Tensor y)
    {
        if (!IsDirect)
            return new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm())
                .Compare(new FunctionJet(at => Loss(at, y), h, Graph.Trainable), truth);
        // the direct module's output is the gradient itself: it is compared as a value
        return new SobolevObjective(Discrepancy.SquaredNorm)
            .Compare(new FunctionJet(at => Output(at, y), h, Graph.Trainable, order: 0), new StoredJet(truth.Derivative(new(1))));
    }

    private Tensor Loss(Tensor h, Tensor y) => -(y * F.log_softmax(_network.call(h), 1)).sum(dim: 1);

    private Tensor Output(Tensor h, Tensor y) => _network.call(_shape.LabelPlanes > 0 ? GradientNetworks.WithLabels(h, y) : h);
}
