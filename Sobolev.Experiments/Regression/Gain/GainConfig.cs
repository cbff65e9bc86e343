using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>The config of <c>gain</c>; the defaults are a grid of some minutes on two cores.</summary>
public sealed record GainConfig : RunConfig, IChecked
{
    [NotEmpty]
    [Key("numbers of inputs", Option = "dims")]
    [Between(1, 1000)]
    public IReadOnlyList<int> Dims { get; init; } = [2, 5, 10, 20];

    [NotEmpty]
    [Key("wavelengths of the function, in sides of the cube that points are drawn from", Option = "wavelengths")]
    [Between(1e-3, 1e3)]
    public IReadOnlyList<double> Wavelengths { get; init; } = [0.5, 1, 2];

    [NotEmpty]
    [Key("numbers of training points, drawn uniformly from the cube", Option = "samples")]
    [Between(2, 1_000_000)]
    public IReadOnlyList<int> Samples { get; init; } = [20, 50, 100, 200, 500, 1000];

    [NotEmpty]
    [Key("standard deviations of the noise on each partial derivative, relative to the root mean square of the partials",
        Option = "gradient-noise")]
    [Between(0, 1e3)]
    public IReadOnlyList<double> GradientNoise { get; init; } = [0];

    [Key("standard deviation of the noise on each value, relative to the function's", Option = "value-noise")]
    [Between(0, 1e3)]
    public double ValueNoise { get; init; }

    [Key("number of plane waves that a function is the sum of")]
    [Between(1, 10_000)]
    public int Waves { get; init; } = 20;

    [Key("number of test points")]
    [Between(1, 1_000_000)]
    public int TestSamples { get; init; } = 2_000;

    [Key("network")]
    public NetworkOptions Network { get; init; } = new() { Hidden = [64, 64], Activation = Kernels.Activation.Silu };

    [Key("optimiser (Adam)")]
    public OptimiserOptions Optimiser { get; init; } = new() { LearningRate = 3e-3, Schedule = Schedule.Cosine };

    [Key("weight of the gradient's squared error (method sobolev), in units of the normalised function", Option = "gradient-weight")]
    [Above(0)]
    public double GradientWeight { get; init; } = 1;

    [Key("training updates per trial", Option = "updates")]
    [AtLeast(0)]
    public long Updates { get; init; } = 3_000;

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 500;

    [Key("engine: auto, managed (closed-form gradient, CPU) or libtorch (autograd)")]
    public Engine Engine { get; init; }

    public override string? ReasonAgainstMoreUpdates => Regression.ReasonAgainstMoreUpdates;

    /// <summary>A training as one of <c>regress</c>: of the whole batch, with normalised inputs and targets.</summary>
    internal RegressConfig Regression => new()
    {
        Samples = Samples,
        TestSamples = TestSamples,
        Network = Network,
        Objective = new ObjectiveOptions { GradientWeight = GradientWeight },
        Optimiser = Optimiser,
        Normalise = new NormaliseOptions { Inputs = true, Targets = true },
        Updates = Updates,
        EvaluateEvery = EvaluateEvery,
        Engine = Engine,
        Seed = Seed,
        Seeds = Seeds,
        Device = Device,
        Threads = Threads,
        TrialsPerGpu = TrialsPerGpu,
    };

    public IEnumerable<ConfigMistake> Check()
    {
        if (Network.Init.Length > 0)
            yield return new ConfigMistake("network.init", "gain trains networks of several shapes; leave it empty");
    }
}
