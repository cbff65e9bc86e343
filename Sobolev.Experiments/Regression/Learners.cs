using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>Which engine trains, and its learners.</summary>
internal static class Learners
{
    /// <summary>The managed engine where it covers the work: first order, on the CPU.</summary>
    public static Engine EngineOf(RegressConfig config) => config.Engine != Engine.Auto ? config.Engine
        : !Devices.Resolve(config.Device).IsCuda && config.Objective.Order == 1 ? Engine.Managed
        : Engine.Libtorch;

    public static ILearner Create(RegressConfig config, Kernels.MlpShape shape, double[] parameters, Samples training, ObjectiveKeys objective, RandomStream projections) =>
        (EngineOf(config), config.Precision) switch
        {
            (Engine.Managed, Precision.Float32) => new KernelLearner<float>(shape, parameters, training, objective, config.BatchSize, projections),
            (Engine.Managed, _) => new KernelLearner<double>(shape, parameters, training, objective, config.BatchSize, projections),
            _ => new TorchLearner(shape, parameters, training, objective, config.Precision, Devices.Resolve(config.Device), projections),
        };
}
