using System.Numerics;
using Sobolev.Kernels;
using Sobolev.State;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Adam (Kingma and Ba 2015) on all parameters at once, in one pass over memory: <see cref="AdamUpdate{T}"/> on the processor,
/// <see cref="FusedSteps"/> on a GPU.
/// </summary>
/// <remarks>
/// m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  p -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps), as in torch.
/// </remarks>
public sealed class FlatAdam : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly (double First, double Second) _decay;
    private readonly double _epsilon;
    private long _stepCount;

    public FlatAdam(FlatParameters parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        _parameters = parameters;
        (_decay, _epsilon, LearningRate) = ((beta1, beta2), epsilon, learningRate);
        FirstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>May change from step to step: schedules.</summary>
    public double LearningRate { get; set; }

    /// <summary>Steps taken; with the two moments, the whole state.</summary>
    public long StepCount
    {
        get => _stepCount;
        internal set => _stepCount = value;
    }

    public Tensor FirstMoment { get; }

    public Tensor SecondMoment { get; }

    /// <summary>One update from the gradients that the last backward pass left.</summary>
    public void Step() => Step(_parameters.Gradients);

    /// <summary>
    /// One update from gradients that another copy of the network computed for these parameters. Several threads may do so at a time
    /// without waiting for one another (Hogwild): updates may then overlap, none is lost for good.
    /// </summary>
    public void Step(Tensor gradients)
    {
        var count = Interlocked.Increment(ref _stepCount);
        if (FirstMoment.device_type != DeviceType.CPU)
            FusedSteps.Adam((_parameters.Values, gradients, FirstMoment, SecondMoment), count, LearningRate, _decay, _epsilon);
        else if (FirstMoment.dtype == ScalarType.Float64)
            StepInMemory<double>(gradients, count);
        else
            StepInMemory<float>(gradients, count);
    }

    /// <summary>Keeps the number of steps and the two moments.</summary>
    public void Save(TrialState state)
    {
        state.Put("steps", StepCount);
        _parameters.Save(state, "first", FirstMoment);
        _parameters.Save(state, "second", SecondMoment);
    }

    /// <summary>Continues where the optimiser stopped that saved this state.</summary>
    public void Load(TrialState state)
    {
        StepCount = state.Integer("steps");
        _parameters.Load(state, "first", FirstMoment);
        _parameters.Load(state, "second", SecondMoment);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }

    private void StepInMemory<T>(Tensor gradients, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new AdamUpdate<T>(new AdamStep(LearningRate, _decay.First, _decay.Second, _epsilon), count).Apply(
            NativeTensors.Numbers<T>(_parameters.Values), NativeTensors.Numbers<T>(FirstMoment), NativeTensors.Numbers<T>(SecondMoment),
            NativeTensors.Numbers<T>(gradients));
}
