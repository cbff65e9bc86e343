using System.Numerics;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>Trains with the closed-form gradient in managed code: first order, on one CPU core.</summary>
internal sealed class KernelLearner<T> : ILearner
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SobolevKernel<T> _kernel;
    private readonly MlpShape _shape;
    private readonly ObjectiveWeights _weights;
    private readonly OutputDirections? _projections;
    private readonly Samples _training;
    private readonly T[] _x;
    private readonly T[] _y;
    private readonly T[] _derivatives;
    private readonly T[] _directions;
    private bool _gathered;

    public KernelLearner(MlpShape shape, double[] parameters, Samples training, ObjectiveOptions objective, int batchSize,
        RandomStream projections)
    {
        var capacity = batchSize == 0 ? training.Count : Math.Min(batchSize, training.Count);
        (_shape, _training) = (shape, training);
        _kernel = new SobolevKernel<T>(shape, capacity);
        Convert(parameters, _kernel.Parameters);
        _weights = new ObjectiveWeights(objective.ValueWeight, objective.GradientWeight);
        // for one output the projection is a sign, which the squared norm does not see
        _projections = objective is { RandomProjection: true, GradientWeight: > 0 } && shape.Outputs > 1
            ? new OutputDirections(shape.Outputs, projections)
            : null;
        var derivatives = _projections is null ? shape.Outputs : 1;
        (_x, _y) = (new T[capacity * shape.Inputs], new T[capacity * shape.Outputs]);
        _derivatives = objective.GradientWeight > 0 ? new T[capacity * derivatives * shape.Inputs] : [];
        _directions = _projections is null ? [] : new T[capacity * shape.Outputs];
    }

    public double Update(ReadOnlySpan<int> rows, double learningRate)
    {
        // a full batch is gathered once: its rows never change
        if (!_gathered || rows.Length < _training.Count || _projections is not null)
            Gather(rows);
        var batch = new KernelBatch<T>(rows.Length, _x, _y) { Derivatives = _derivatives, Directions = _directions };
        var loss = _kernel.Update(batch, _weights, new AdamStep(learningRate));
        return _weights.Value * loss.Value + _weights.Gradient * loss.Gradient;
    }

    public Predictions Predict(double[] points)
    {
        var size = points.Length / _shape.Inputs * _shape.Outputs;
        var (x, y, d) = (new T[points.Length], new T[size], new T[size * _shape.Inputs]);
        Convert(points, x);
        _kernel.Predict(x, y, d);
        return new(ConvertBack(y), ConvertBack(d));
    }

    public double[] Parameters() => ConvertBack(_kernel.Parameters);

    public void Save(TrialState state)
    {
        state.Put<T>("parameters", _kernel.Parameters);
        state.Put<T>("adam.first", _kernel.FirstMoments);
        state.Put<T>("adam.second", _kernel.SecondMoments);
        state.Put("adam.steps", _kernel.AdamSteps);
        _projections?.Save(state);
    }

    public void Load(TrialState state)
    {
        state.CopyTo("parameters", _kernel.Parameters);
        state.CopyTo("adam.first", _kernel.FirstMoments);
        state.CopyTo("adam.second", _kernel.SecondMoments);
        _kernel.AdamSteps = state.Integer("adam.steps");
        _projections?.Load(state);
        _gathered = false;
    }

    public void Dispose() { }

    private void Gather(ReadOnlySpan<int> rows)
    {
        var (inputs, outputs) = (_shape.Inputs, _shape.Outputs);
        for (var k = 0; k < rows.Length; k++)
        {
            Convert(_training.Points.AsSpan(rows[k] * inputs, inputs), _x.AsSpan(k * inputs));
            Convert(_training.Values.AsSpan(rows[k] * outputs, outputs), _y.AsSpan(k * outputs));
            if (_derivatives.Length == 0)
                continue;
            var jacobian = _training.Jacobians.AsSpan(rows[k] * outputs * inputs, outputs * inputs);
            if (_projections is null)
                Convert(jacobian, _derivatives.AsSpan(k * outputs * inputs));
            else
                Project(jacobian, k);
        }

        _gathered = true;
    }

    /// <summary>A fresh direction for row k, and the derivative of the target's output along it.</summary>
    private void Project(ReadOnlySpan<double> jacobian, int k)
    {
        var (inputs, outputs) = (_shape.Inputs, _shape.Outputs);
        var direction = _projections!.Next();
        Convert(direction, _directions.AsSpan(k * outputs));
        for (var i = 0; i < inputs; i++)
        {
            double along = 0;
            for (var o = 0; o < outputs; o++)
                along += direction[o] * jacobian[o * inputs + i];
            _derivatives[k * inputs + i] = T.CreateTruncating(along);
        }
    }

    private static void Convert(ReadOnlySpan<double> from, Span<T> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = T.CreateTruncating(from[i]);
    }

    private static double[] ConvertBack(ReadOnlySpan<T> from)
    {
        var to = new double[from.Length];
        for (var i = 0; i < from.Length; i++)
            to[i] = double.CreateTruncating(from[i]);
        return to;
    }
}
