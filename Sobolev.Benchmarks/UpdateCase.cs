using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Runs;

namespace Sobolev.Benchmarks;

/// <summary>The default network of <c>regress</c>, 2-256-256-1, on all samples of rosenbrock at once.</summary>
internal sealed record UpdateCase(RegressMethod Method, int Samples, Activation Activation = Activation.Relu)
{
    public static readonly UpdateCase[] All =
    [
        new(RegressMethod.Regular, 20), new(RegressMethod.Sobolev, 20),
        new(RegressMethod.Regular, 100), new(RegressMethod.Sobolev, 100),
        new(RegressMethod.Sobolev, 20, Activation.Tanh), new(RegressMethod.Sobolev, 100, Activation.Tanh),
        new(RegressMethod.Sobolev, 20, Activation.Silu), new(RegressMethod.Sobolev, 100, Activation.Silu),
    ];

    public string Name => $"{Method.ToString().ToLowerInvariant()} {Samples}"
        + (IsSmooth ? $" {Activation.ToString().ToLowerInvariant()}" : "");

    public bool IsSmooth => Activation != Activation.Relu;

    private RegressConfig Config => new()
    {
        Samples = [Samples],
        Methods = [Method],
        Device = "cpu",
        Network = new() { Activation = Activation },
    };

    /// <summary>The trial as a run builds it: its Advance is all that a run does for one update, apart from looking at the clock.</summary>
    public ITrial Trial(Engine engine, Precision precision = Precision.Float32)
    {
        var experiment = new RegressExperiment(Config with { Engine = engine, Precision = precision });
        return experiment.Build(experiment.Plan()[0]);
    }

    /// <summary>The kernel without anything around it.</summary>
    public KernelUpdate Kernel => new(Config.Shape(), Samples, Method == RegressMethod.Sobolev);
}
