using System.Numerics;
using System.Runtime.InteropServices;
using Sobolev.Kernels;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Stochastic gradient descent with momentum and L2 regularisation on all parameters at once.</summary>
/// <remarks>v = momentum v + (g + decay p);  p -= lr v, as in torch. On the CPU one pass over memory (<see cref="SgdUpdate"/>).</remarks>
public sealed class FlatSgd : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly double _momentum, _decay;
    private readonly Scalar _keep, _shrink;

    public FlatSgd(FlatParameters parameters, double momentum, double decay)
    {
        (_parameters, _momentum, _decay) = (parameters, momentum, decay);
        (_keep, _shrink) = (momentum, decay);
        Velocity = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>With the parameters, the whole state.</summary>
    public Tensor Velocity { get; }

    /// <summary>One update from the gradients that the last backward pass left; what they hold afterwards is undefined.</summary>
    public void Step(double learningRate)
    {
        if (Velocity.device_type != DeviceType.CPU)
            StepOnCard(learningRate);
        else if (Velocity.dtype == ScalarType.Float64)
            StepInMemory<double>(learningRate);
        else
            StepInMemory<float>(learningRate);
    }

    public void Save(TrialState state) => state.Put("velocity", Velocity);

    public void Load(TrialState state) => state.CopyTo("velocity", Velocity);

    public void Dispose()
    {
        Velocity.Dispose();
        _keep.Dispose();
        _shrink.Dispose();
    }

    private void StepOnCard(double learningRate)
    {
        using Scalar step = -learningRate;
        _parameters.Gradients.add_(_parameters.Values, _shrink);
        Velocity.mul_(_keep).add_(_parameters.Gradients);
        _parameters.Values.add_(Velocity, step);
    }

    private void StepInMemory<T>(double learningRate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        SgdUpdate.Apply(Numbers<T>(_parameters.Values), Numbers<T>(Velocity), Numbers<T>(_parameters.Gradients),
            (learningRate, _momentum, _decay), TorchThreads.Get());

    private static Span<T> Numbers<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);
}
