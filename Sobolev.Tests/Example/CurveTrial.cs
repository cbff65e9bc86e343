using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Example;

/// <summary>One network fitted to the sine at the points x.</summary>
internal sealed class CurveTrial : ITrial
{
    private const int Nodes = 51;

    private readonly Mlp _network;
    private readonly FlatAdam _adam;
    private readonly SobolevObjective _objective;
    private readonly Tensor _x, _y, _slope, _testX;

    public CurveTrial(MlpShape shape, double[] weights, double[] x, double gradientWeight, ComputeDevice device)
    {
        _network = new Mlp(shape, weights, ScalarType.Float32, device);
        _adam = new FlatAdam(_network.Parameters, learningRate: 1e-2);
        _objective =
            new SobolevObjective(Discrepancy.SquaredError, gradientWeight > 0 ? [new DerivativeTerm { Weight = gradientWeight }] : []);
        _x = Column(x, device);
        _y = _x.sin().squeeze(1).DetachFromDisposeScope();
        _slope = _x.cos().DetachFromDisposeScope();
        _testX = Column([.. Enumerable.Range(0, Nodes).Select(i => -Math.PI + (2 * Math.PI * i / (Nodes - 1)))], device);
    }

    public long Step { get; private set; }

    public double Advance()
    {
        using var scope = NewDisposeScope();
        var loss = Compare(Graph.Trainable);
        _network.Parameters.Zero();
        loss.Backward();
        _adam.Step();
        Step++;
        return loss.ToNumbers().Total;
    }

    public IReadOnlyList<double> Evaluate()
    {
        using var scope = NewDisposeScope();
        var test = new FunctionJet(Values, _testX, Graph.Detached);
        return
        [
            Compare(Graph.Detached).ToNumbers().Total,
            (test.Value - _testX.sin().squeeze(1)).square().mean().ToDouble(),
            (test.Derivative(new DerivativeOf(1)) - _testX.cos()).square().mean().ToDouble(),
        ];
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        state.Put("parameters", _network.Parameters.Values);
        _adam.Save(state.Part("adam"));
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        state.CopyTo("parameters", _network.Parameters.Values);
        _adam.Load(state.Part("adam"));
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        (NetworkFile.Tensors(_network), new Dictionary<string, string> { ["format"] = "sobolev-curve" });

    public void Dispose()
    {
        _adam.Dispose();
        _network.Dispose();
        foreach (var tensor in new[] { _x, _y, _slope, _testX })
            tensor.Dispose();
    }

    private SobolevLoss Compare(Graph graph) =>
        _objective.Compare(new FunctionJet(Values, _x, graph, _objective.Order), new StoredJet(_y, _slope));

    private Tensor Values(Tensor x) => _network.call(x).squeeze(1);

    private static Tensor Column(double[] x, ComputeDevice device) =>
        NativeTensors.Of(x, [x.Length, 1], ScalarType.Float32, device.ToTorch()).DetachFromDisposeScope();
}
