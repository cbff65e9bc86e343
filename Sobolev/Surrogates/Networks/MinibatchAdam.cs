using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>How many minibatches of which size Adam takes, with a rate that falls to zero along a cosine.</summary>
internal sealed record AdamPlan(int Updates, int BatchSize, double LearningRate);

/// <summary>Adam on minibatches of rows in random order, in 32 bits, some updates at a time.</summary>
internal sealed class MinibatchAdam
{
    /// <summary>Updates of an <see cref="Advance"/>.</summary>
    public const int UpdatesAtOnce = 50;

    private readonly SobolevKernel<float> _kernel;
    private readonly AdamPlan _plan;
    private readonly Samples _samples;
    private readonly ObjectiveWeights _weights;
    private readonly float[] _x, _y, _slopes, _valueMask, _slopeMask;
    private RandomStream _order;
    private int[] _rows = [];
    private int _next;
    private long _step;

    public MinibatchAdam(MlpShape shape, Samples samples, NetworkWeights weights, double[] start, AdamPlan plan, RandomStream order)
    {
        (_plan, _samples, _order) = (plan, samples, order);
        _weights = new ObjectiveWeights(weights.Value, weights.Gradient);
        var (batch, partials) = (Math.Min(plan.BatchSize, samples.Count), shape.Outputs * shape.Inputs);
        _kernel = new SobolevKernel<float>(shape, batch);
        for (var k = 0; k < start.Length; k++)
            _kernel.Parameters[k] = (float)start[k];
        (_x, _y, _valueMask) = (new float[batch * shape.Inputs], new float[batch * shape.Outputs], new float[batch * shape.Outputs]);
        (_slopes, _slopeMask) = weights.Gradient > 0 ? (new float[batch * partials], new float[batch * partials]) : ([], []);
    }

    public bool HasEnded => _step >= _plan.Updates;

    public double Advance()
    {
        double loss = 0;
        for (var k = 0; k < UpdatesAtOnce && !HasEnded; k++)
            loss = Update();
        return loss;
    }

    public double[] Parameters() => [.. _kernel.Parameters.ToArray().Select(parameter => (double)parameter)];

    public void Save(TrialState state)
    {
        state.Put<float>("parameters", _kernel.Parameters);
        state.Put<float>("first", _kernel.FirstMoments);
        state.Put<float>("second", _kernel.SecondMoments);
        state.Put<long>("rows", Array.ConvertAll(_rows, row => (long)row));
        state.Put("next", _next);
        state.Put("step", _step);
        state.Put("order", _order.State);
    }

    public void Load(TrialState state)
    {
        state.CopyTo("parameters", _kernel.Parameters);
        state.CopyTo("first", _kernel.FirstMoments);
        state.CopyTo("second", _kernel.SecondMoments);
        _rows = Array.ConvertAll(state.Values<long>("rows"), row => (int)row);
        (_next, _step) = ((int)state.Integer("next"), state.Integer("step"));
        _kernel.AdamSteps = _step;
        _order = new RandomStream(state.Unsigned("order"));
    }

    private double Update()
    {
        var batch = Math.Min(_plan.BatchSize, _samples.Count);
        if (_next + batch > _rows.Length)
            (_rows, _next) = (_order.NextOrder(_samples.Count), 0);
        Gather(_rows.AsSpan(_next, batch));
        _next += batch;
        var rate = _plan.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * _step / _plan.Updates));
        var loss = _kernel.Update(
            new KernelBatch<float>(batch, _x, _y) { ValueMask = _valueMask, Derivatives = _slopes, DerivativeMask = _slopeMask },
            _weights,
            new AdamStep(rate));
        _step++;
        return _weights.Value * loss.Value + _weights.Gradient * loss.Gradient;
    }

    private void Gather(ReadOnlySpan<int> rows)
    {
        var (inputs, outputs) = (_samples.Inputs, _samples.Outputs);
        for (var k = 0; k < rows.Length; k++)
        {
            Take(_samples.Points, rows[k], inputs, _x, k);
            Take(_samples.Values, rows[k], outputs, _y, k);
            Take(_samples.ValueWeights!, rows[k], outputs, _valueMask, k);
            if (_slopes.Length == 0)
                continue;
            Take(_samples.Jacobians, rows[k], outputs * inputs, _slopes, k);
            Take(_samples.JacobianWeights!, rows[k], outputs * inputs, _slopeMask, k);
        }
    }

    private static void Take(double[] from, int row, int width, float[] to, int place)
    {
        for (var k = 0; k < width; k++)
            to[place * width + k] = (float)from[row * width + k];
    }
}
