using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Surrogates;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Regression;

/// <summary>Trains by autograd on libtorch: any device, first and second order.</summary>
internal sealed class TorchLearner : ILearner
{
    private const int RowsAtOnce = 4096;

    private readonly Mlp _network;
    private readonly FlatAdam _adam;
    private readonly SobolevObjective _objective;
    private readonly MlpShape _shape;
    private readonly ScalarType _type;
    private readonly Device _device;
    private readonly Tensor[] _training;
    private RandomStream _projections;

    public TorchLearner(MlpShape shape, double[] parameters, Samples training, ObjectiveOptions objective, Precision precision,
        ComputeDevice device, RandomStream projections)
    {
        // trials run in parallel; libtorch's threads would wait for each other at every small product
        TorchThreads.Set(1);
        (_shape, _projections) = (shape, projections);
        (_type, _device) = (precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32, device.ToTorch());
        _network = new Mlp(shape, parameters, _type, device);
        _adam = new FlatAdam(_network.Parameters, learningRate: 0);
        _objective = ObjectiveOf(objective, shape);
        long n = training.Count, inputs = shape.Inputs;
        long[] value = shape.Outputs == 1 ? [n] : [n, shape.Outputs];
        _training =
        [
            Stored(training.Points, n, inputs), Stored(training.Values, value), Stored(training.Jacobians, [.. value, inputs]),
            .. objective.Order == 2 ? [Stored(training.Hessians, [.. value, inputs, inputs])] : Array.Empty<Tensor>(),
        ];
    }

    public double Update(ReadOnlySpan<int> rows, double learningRate)
    {
        using var scope = NewDisposeScope();
        var batch = BatchOf(rows);
        IJet target = new StoredJet(batch[1], batch[2]) { Hessian = batch.Length > 3 ? batch[3] : null };
        IJet model = new FunctionJet(Values, batch[0], Graph.Trainable, _objective.Order);
        var loss = _objective.Compare(model, target, _objective.Draw(_projections, batch[1], batch[0]));
        _network.Parameters.Zero();
        loss.Backward();
        _adam.LearningRate = learningRate;
        _adam.Step();
        return loss.Total.ToDouble();
    }

    public Predictions Predict(double[] points) =>
        new TorchPredictions(Values, _shape, _network.Parameters.Values, RowsAtOnce).At([points])[0];

    public double[] Parameters() => _network.Parameters.ToArray();

    public void Save(TrialState state)
    {
        state.Put<double>("parameters", Parameters());
        _adam.Save(state.Part("adam"));
        state.Put("projections.state", _projections.State);
    }

    public void Load(TrialState state)
    {
        _network.Parameters.Load(state.Values<double>("parameters"));
        _adam.Load(state.Part("adam"));
        _projections = new RandomStream(state.Unsigned("projections.state"));
    }

    public void Dispose()
    {
        _adam.Dispose();
        _network.Dispose();
        foreach (var stored in _training)
            stored.Dispose();
    }

    /// <summary>The objective of the keys: values, gradients (whole or projected), and for order 2 Hessian-vector products.</summary>
    internal static SobolevObjective ObjectiveOf(ObjectiveOptions keys, MlpShape shape)
    {
        var terms = new List<DerivativeTerm>();
        if (keys.GradientWeight > 0)
            terms.Add(new DerivativeTerm { Weight = keys.GradientWeight, ProjectsOutputs = keys.RandomProjection && shape.Outputs > 1 });
        if (keys.Order == 2 && keys.HessianWeight > 0)
            terms.Add(new DerivativeTerm
            {
                Order = 2,
                Weight = keys.HessianWeight,
                TakesDirection = true,
                ProjectsOutputs = shape.Outputs > 1
            });
        return new SobolevObjective(keys.ValueWeight > 0 ? Discrepancy.SquaredError : null, terms) { ValueWeight = keys.ValueWeight };
    }

    /// <summary>(batch) for one output, (batch, outputs) for several.</summary>
    private Tensor Values(Tensor x) => _shape.Outputs == 1 ? _network.call(x).squeeze(1) : _network.call(x);

    private Tensor[] BatchOf(ReadOnlySpan<int> rows)
    {
        if (rows.Length == _training[0].shape[0])
            return _training;
        var index = NativeTensors.Of(Array.ConvertAll(rows.ToArray(), row => (long)row), _device);
        return [.. _training.Select(stored => stored.index_select(0, index))];
    }

    private Tensor Stored(double[] values, params long[] shape) => NativeTensors.Of(values, shape, _type, _device).DetachFromDisposeScope();
}
