using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.Surrogates;

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

    /// <summary>
    /// Multiplications and additions of the matrix products in one update (docs/kernels.md): forward, and what goes back through the
    /// network, where it enters another layer, and the gradient; with a gradient term also slopes and their tangents. The value's way back
    /// is merged with theirs unless the activation is smooth. The operations between products (activations, residuals, Adam) are not
    /// counted.
    /// </summary>
    public double FloatingPointOperations()
    {
        var layers = new RegressConfig().Shape().Layers.Select(layer => 2.0 * Samples * layer.FanIn * layer.FanOut).ToArray();
        var all = layers.Sum();
        var behindFirst = all - layers[0];
        var beforeLast = all - layers[^1];
        return (Method, IsSmooth) switch
        {
            (RegressMethod.Regular, _) => all + behindFirst + all, // forward, back, gradient
            (_, false) => all + all + beforeLast + all, // forward, slopes, tangents, gradient
            (_, true) => all + all + beforeLast + behindFirst + 2 * all, // and the values' way back, their share of the gradient
        };
    }

    /// <summary>The kernel without anything around it.</summary>
    public Action BareKernel()
    {
        var config = Config;
        var training =
            Data.FunctionSamples.Uniform(Data.BenchmarkFunctions.Rosenbrock, Samples, new Randomness.RandomStream(0, "data/rosenbrock"));
        var kernel = new SobolevKernel<float>(config.Shape(), Samples);
        float[] parameters = [.. InitialWeights.Draw(config.Shape(), Initialisation.Pytorch, new Randomness.RandomStream(0, "weights"))
            .Select(p => (float)p)];
        parameters.CopyTo(kernel.Parameters);
        var batch = new KernelBatch<float>(Samples, Singles(training.Points), Singles(training.Values))
        {
            Derivatives = Singles(training.Jacobians),
        };
        var weights = new ObjectiveWeights(1, Method == RegressMethod.Regular ? 0 : 1);
        return () => kernel.Update(batch, weights, new AdamStep(3e-5));

        static float[] Singles(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);
    }
}
