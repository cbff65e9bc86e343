using Sobolev.State;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// RMSProp without momentum on all parameters at once, its statistics shared by all who update (Mnih et al. 2016, section 4).
/// </summary>
/// <remarks>
/// g = decay g + (1 - decay) d^2;  p -= lr d / sqrt(g + eps), eps inside the root as in that paper. Several threads may step at a time
/// without waiting for one another (Hogwild).
/// </remarks>
public sealed class FlatRmsProp : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly double _decay;
    private readonly Scalar _keep, _epsilon;

    public FlatRmsProp(FlatParameters parameters, double decay, double epsilon)
    {
        _parameters = parameters;
        (_decay, _keep, _epsilon) = (decay, decay, epsilon);
        Squares = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>g; with the parameters, the whole state.</summary>
    public Tensor Squares { get; }

    /// <summary>One update from gradients for these parameters, scaled by <paramref name="scale"/>.</summary>
    public void Step(Tensor gradients, double learningRate, double scale = 1)
    {
        using Scalar take = (1 - _decay) * scale * scale;
        using Scalar step = -learningRate * scale;
        Squares.mul_(_keep).addcmul_(gradients, gradients, take);
        using var root = Squares.add(_epsilon);
        _parameters.Values.addcdiv_(gradients, root.sqrt_(), step);
    }

    public void Save(TrialState state) => _parameters.Save(state, "squares", Squares);

    public void Load(TrialState state) => _parameters.Load(state, "squares", Squares);

    public void Dispose()
    {
        Squares.Dispose();
        _keep.Dispose();
        _epsilon.Dispose();
    }
}
