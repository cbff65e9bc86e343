using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>Selects the engine and creates its learners.</summary>
internal static class Learners
{
    private const int MostInGroup = 64;

    /// <summary>The managed engine if it supports the work (first order, CPU, one network at a time).</summary>
    public static Engine EngineOf(RegressConfig config) => config.Engine != Engine.Auto ? config.Engine
        : config.Group <= 1 && !Devices.Resolve(config.Device).IsCuda && config.Objective.Order == 1 ? Engine.Managed
        : Engine.Libtorch;

    /// <summary>How many trials are trained as one batched network at most.</summary>
    public static int GroupOf(RegressConfig config) => config.Group > 0 ? config.Group : Devices.Resolve(config.Device).IsCuda && EngineOf(config) == Engine.Libtorch ? MostInGroup : 1;

    public static ILearner Create(RegressConfig config, Kernels.MlpShape shape, double[] parameters, Samples training, ObjectiveOptions objective, RandomStream projections) =>
        (EngineOf(config), config.Precision) switch
        {
            (Engine.Managed, Precision.Float32) => new KernelLearner<float>(shape, parameters, training, objective, config.BatchSize, projections),
            (Engine.Managed, _) => new KernelLearner<double>(shape, parameters, training, objective, config.BatchSize, projections),
            _ => new TorchLearner(shape, parameters, training, objective, config.Precision, Devices.Resolve(config.Device), projections),
        };
}
