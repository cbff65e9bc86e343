using System.Numerics;
using Sobolev.Kernels;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Stochastic gradient descent with momentum and L2 regularisation on all parameters at once.</summary>
/// <remarks>v = momentum v + (g + decay p);  p -= lr v, as in torch. One pass over memory: <see cref="SgdUpdate"/> on the
/// processor, <see cref="FusedSteps"/> on a GPU.</remarks>
public sealed class FlatSgd : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly double _momentum, _decay;

    public FlatSgd(FlatParameters parameters, double momentum, double decay)
    {
        (_parameters, _momentum, _decay) = (parameters, momentum, decay);
        Velocity = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>With the parameters, the whole state.</summary>
    public Tensor Velocity { get; }

    /// <summary>One update from the gradients that the last backward pass left; what they hold afterwards is undefined.</summary>
    public void Step(double learningRate)
    {
        if (Velocity.device_type != DeviceType.CPU)
            FusedSteps.Sgd((_parameters.Values, _parameters.Gradients, Velocity), learningRate, _momentum, _decay);
        else if (Velocity.dtype == ScalarType.Float64)
            StepInMemory<double>(learningRate);
        else
            StepInMemory<float>(learningRate);
    }

    public void Save(TrialState state) => _parameters.Save(state, "velocity", Velocity);

    public void Load(TrialState state) => _parameters.Load(state, "velocity", Velocity);

    public void Dispose() => Velocity.Dispose();

    private void StepInMemory<T>(double learningRate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        SgdUpdate.Apply(NativeTensors.Numbers<T>(_parameters.Values), NativeTensors.Numbers<T>(Velocity),
            NativeTensors.Numbers<T>(_parameters.Gradients), (learningRate, _momentum, _decay), TorchThreads.Get());
}
