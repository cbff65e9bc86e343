using Sobolev.Kernels;
using Sobolev.Regression;

namespace Sobolev.Benchmarks;

/// <summary>One turn of pytorch/shapes.sh: Sobolev updates of other networks and batches than the default.</summary>
internal static class ShapeRound
{
    private const double SecondsPerCase = 1;

    private static readonly (string Name, KernelUpdate Update)[] _cases =
    [
        ("sobolev-1000", new(Network(2, 256, 256), 1000, true)),
        ("silu-100", new(Network(2, 256, 256) with { Activation = Activation.Silu }, 100, true)),
        ("tanh-20", new(Network(2, 256, 256) with { Activation = Activation.Tanh }, 20, true)),
        ("8-64x3-silu-100", new(Network(8, 64, 64, 64) with { Activation = Activation.Silu }, 100, true)),
        ("8-32x2-silu-50", new(Network(8, 32, 32) with { Activation = Activation.Silu }, 50, true)),
        ("2-512x4-100", new(Network(2, 512, 512, 512, 512), 100, true)),
        ("20-256x2-100", new(Network(20, 256, 256), 100, true)),
        ("8-256x2-3-100", new(Network(8, 256, 256) with { Outputs = 3 }, 100, true)),
    ];

    public static void Write(TextWriter output)
    {
        foreach (var (name, update) in _cases)
            Round.Write(output, name, SecondsPerCase, update.Work());
        // the rows of a minibatch are put together by the trial
        var experiment = new RegressExperiment(new RegressConfig
        {
            Samples = [100_000],
            BatchSize = 64,
            Methods = [RegressMethod.Sobolev],
            Device = "cpu",
            Engine = Engine.Managed,
        });
        using var trial = experiment.Build(experiment.Plan()[0]);
        Round.Write(output, "batch-64-of-100000", SecondsPerCase, () => trial.Advance());
    }

    private static MlpShape Network(int inputs, params int[] hidden) => new(inputs, hidden, 1, Activation.Relu);
}
