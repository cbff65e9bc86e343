using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Stochastic gradient descent with momentum and L2 regularisation on all parameters at once.</summary>
/// <remarks>v = momentum v + (g + decay p);  p -= lr v, as in torch.</remarks>
public sealed class FlatSgd : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly Scalar _momentum, _decay;
    private readonly bool _decays;

    public FlatSgd(FlatParameters parameters, double momentum, double decay)
    {
        _parameters = parameters;
        (_momentum, _decay, _decays) = (momentum, decay, decay > 0);
        Velocity = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>With the parameters, the whole state.</summary>
    public Tensor Velocity { get; }

    /// <summary>One update from the gradients that the last backward pass left; what they hold afterwards is undefined.</summary>
    public void Step(double learningRate)
    {
        using Scalar step = -learningRate;
        if (_decays)
            _parameters.Gradients.add_(_parameters.Values, _decay);
        Velocity.mul_(_momentum).add_(_parameters.Gradients);
        _parameters.Values.add_(Velocity, step);
    }

    public void Dispose()
    {
        Velocity.Dispose();
        _momentum.Dispose();
        _decay.Dispose();
    }
}
