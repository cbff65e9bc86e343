using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>
/// One network trained on one set of rows: where the rows are many, first by Adam on minibatches in 32 bits, then on all rows by L-BFGS
/// in 64 bits.
/// </summary>
internal sealed class NetworkTraining
{
    private readonly MlpShape _shape;
    private readonly Samples _samples;
    private readonly NetworkWeights _weights;
    private readonly MinibatchAdam? _adam;
    private readonly double[] _start;
    private NetworkLoss? _loss;
    private Lbfgs? _minimiser;

    /// <param name="shape">The network.</param>
    /// <param name="samples">Scaled, with the weight of each entry.</param>
    /// <param name="weights">Weights of the objective.</param>
    /// <param name="start">The initial weights.</param>
    /// <param name="adam">The minibatches that come first; null for none.</param>
    /// <param name="order">Random stream of the minibatches.</param>
    public NetworkTraining(MlpShape shape, Samples samples, NetworkWeights weights, double[] start, AdamPlan? adam, RandomStream order)
    {
        (_shape, _samples, _weights, _start) = (shape, samples, weights, start);
        _adam = adam is null ? null : new MinibatchAdam(shape, samples, weights, start, adam, order);
    }

    /// <summary>Nothing is left to gain.</summary>
    public bool HasEnded => _minimiser is { HasEnded: true };

    /// <summary>Whether Adam has done its part.</summary>
    public bool IsOnAllRows => _adam is null or { HasEnded: true };

    /// <summary>One iteration, or some updates of Adam; returns the loss.</summary>
    public double Advance()
    {
        if (_adam is { HasEnded: false })
            return _adam.Advance();
        if (_minimiser is null)
            Begin(_adam?.Parameters() ?? _start);
        _minimiser!.Iterate();
        return _minimiser.Value;
    }

    public double[] Parameters() => _minimiser is not null ? _minimiser.Point.ToArray() : _adam?.Parameters() ?? _start;

    public void Save(TrialState state)
    {
        state.Put<double>("minimiser", _minimiser?.Save() ?? []);
        _adam?.Save(state.Part("adam"));
    }

    public void Load(TrialState state)
    {
        _adam?.Load(state.Part("adam"));
        var saved = state.Values<double>("minimiser");
        if (saved.Length == 0)
            return;
        Begin(_start);
        _minimiser!.Load(saved);
    }

    private void Begin(double[] start)
    {
        _loss ??= new NetworkLoss(_shape, _samples, _weights);
        _minimiser = new Lbfgs(_loss.At, start);
    }
}
