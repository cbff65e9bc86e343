using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>Selects the engine and creates its learners.</summary>
internal static class Learners
{
    /// <summary>280 networks of the paper's size and their Adam moments take 300 MB.</summary>
    private const int MostInGroup = 512;

    /// <summary>
    /// Operations that the managed engine does on each core (90 GFLOP/s, docs/performance.md) in the time of a small group's update on a
    /// GPU, about 0.4 ms for any size of the group (docs/gpu.md).
    /// </summary>
    private const double OperationsOfAnUpdatePerCore = 9e10 * 0.4e-3;

    /// <summary>The managed engine if it supports the work (first order, one network at a time) and is not slower than a GPU.</summary>
    public static Engine EngineOf(RegressConfig config) =>
        EngineOf(config, () => Devices.Resolve(config.Device), Environment.ProcessorCount);

    /// <param name="config">The config.</param>
    /// <param name="device">Its device.</param>
    /// <param name="cores">Cores that train one network each.</param>
    internal static Engine EngineOf(RegressConfig config, Func<ComputeDevice> device, int cores)
    {
        if (config.Engine != Engine.Auto)
            return config.Engine;
        if (config.Group > 1 || config.Objective.Order > 1)
            return Engine.Libtorch;
        // who names a GPU means it
        return device().IsCuda && (config.Device != "auto" || Operations(config) > cores * OperationsOfAnUpdatePerCore)
            ? Engine.Libtorch
            : Engine.Managed;
    }

    /// <summary>How many trials are trained as one batched network at most.</summary>
    public static int GroupOf(RegressConfig config) =>
        config.Group > 0 ? config.Group : Devices.Resolve(config.Device).IsCuda && EngineOf(config) == Engine.Libtorch ? MostInGroup : 1;

    /// <summary>Trials cut into equal groups, or nearly so: a small group takes as long as a large one.</summary>
    public static IEnumerable<T[]> Chunks<T>(IReadOnlyList<T> trials, int most)
    {
        var groups = (trials.Count + most - 1) / most;
        return Enumerable.Range(0, groups).Select(k => trials.Skip(k * trials.Count / groups)
            .Take((k + 1) * trials.Count / groups - k * trials.Count / groups).ToArray());
    }

    /// <summary>
    /// Floating-point operations of an update of the networks that a group has: the value's and the slope's passes, forwards and backwards,
    /// are four products of each sample with the weights, two operations for each of their numbers.
    /// </summary>
    private static double Operations(RegressConfig config)
    {
        var networks = Math.Min(MostInGroup, config.AllFunctions().Count * config.Seeds);
        var batch = config.BatchSize > 0 ? Math.Min(config.BatchSize, config.Samples.Max()) : config.Samples.Max();
        return 8.0 * networks * batch * config.Shape().ParameterCount;
    }

    public static ILearner Create(RegressConfig config, Kernels.MlpShape shape, double[] parameters, Samples training,
        ObjectiveOptions objective, TrialPlan plan, RandomStream projections) =>
        (EngineOf(config), config.Precision) switch
        {
            (Engine.Managed, Precision.Float32) =>
                new KernelLearner<float>(shape, parameters, training, objective, config.BatchSize, projections),
            (Engine.Managed, _) => new KernelLearner<double>(shape, parameters, training, objective, config.BatchSize, projections),
            _ => new TorchLearner(shape, parameters, training, objective, config.Precision,
                Devices.At(config.Device, plan.Place), projections),
        };
}
