using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Runs;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>The config of <c>regress</c>; the defaults are the paper's setting for one function.</summary>
public sealed record RegressConfig : RunConfig, IChecked
{
    [NotEmpty]
    [Key("functions to fit: ackley, beale, booth, bukin, mccormick, rosenbrock, styblinski-tang, or all", Option = "fn")]
    [OneOf("ackley", "beale", "booth", "bukin", "mccormick", "rosenbrock", "styblinski-tang", "all")]
    [TrialAxis]
    public IReadOnlyList<string> Functions { get; init; } = ["rosenbrock"];

    [NotEmpty]
    [Key("numbers of training points, drawn uniformly from the domain", Option = "samples")]
    [Between(1, 1_000_000)]
    [TrialAxis]
    public IReadOnlyList<int> Samples { get; init; } = [20];

    [Key("number of test points, drawn uniformly from the domain")]
    [Between(1, 1_000_000)]
    public int TestSamples { get; init; } = 10_000;

    [Key("training methods: regular (values only), sobolev (values and derivatives)", Option = "method")]
    [NotEmpty]
    [TrialAxis]
    public IReadOnlyList<RegressMethod> Methods { get; init; } = [RegressMethod.Regular, RegressMethod.Sobolev];

    [Key("network")]
    public NetworkOptions Network { get; init; } = new();

    [Key("objective")]
    public ObjectiveOptions Objective { get; init; } = new();

    [Key("optimiser (Adam)")]
    public OptimiserOptions Optimiser { get; init; } = new();

    [Key("normalisation of inputs and targets")]
    public NormaliseOptions Normalise { get; init; } = new();

    [Key("training updates per trial; 0 evaluates the initial weights only", Option = "updates")]
    [AtLeast(0)]
    [MayGrowOnResume]
    public long Updates { get; init; } = 50_000;

    [Key("rule that ends a trial before its last update")]
    public ConvergenceOptions Convergence { get; init; } = new();

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 1_000;

    [Key("minibatch size; 0 = all training points")]
    [Between(0, 1_000_000)]
    public int BatchSize { get; init; }

    [Key("floating-point type used in training")]
    public Precision Precision { get; init; } = Precision.Float32;

    [Key("engine: auto, managed (closed-form gradient, CPU, first order) or libtorch (autograd)")]
    public Engine Engine { get; init; }

    [Key(
        "how many trials of one shape and method are trained as one batched network; 0: on a GPU all of them, on the CPU none",
        Option = "group")]
    [Between(0, 1024)]
    public int Group { get; init; }

    /// <summary>The functions by name, with "all" spelled out.</summary>
    public IReadOnlyList<BenchmarkFunction> AllFunctions() =>
        Functions.Contains("all") ? BenchmarkFunctions.All : [.. Functions.Distinct().Select(BenchmarkFunctions.Named)];

    public override string? ReasonAgainstMoreUpdates => Optimiser.Schedule == Schedule.Constant ? null
        : $"the learning rate falls to its end at the last update (optimiser.schedule: {ConfigText.Of(Optimiser.Schedule)})";

    public MlpShape Shape() => new(2, Network.Hidden, 1, Network.Activation);

    public IEnumerable<ConfigMistake> Check()
    {
        if (Objective.Order == 2 && Network.Activation is Activation.Relu or Activation.LeakyRelu)
            yield return new ConfigMistake(
                "objective.order",
                $"the second derivative of a network with {ConfigText.Of(Network.Activation)} is zero wherever it exists, "
                + "so order 2 cannot be matched; use a smooth activation (network.activation: tanh, softplus, silu or sine)");
        if (Objective.Order == 2 && Engine == Engine.Managed)
            yield return new ConfigMistake(
                "engine",
                "the managed engine supports first order only; order 2 needs engine: libtorch (or auto)");
        if (Group > 1 && Engine == Engine.Managed)
            yield return new ConfigMistake(
                "group",
                "the managed engine trains one network at a time; groups need engine: libtorch (or auto)");
        if (Convergence.Tolerance > 0 && Optimiser.Schedule != Schedule.Constant)
            yield return new ConfigMistake(
                "convergence.tolerance",
                "the losses stop falling where the learning rate does; use optimiser.schedule: constant, or tolerance 0");
        if (Objective.ValueWeight == 0 && Methods.Contains(RegressMethod.Regular))
            yield return new ConfigMistake(
                "objective.value_weight",
                "method regular trains only the value, and its weight is 0; use --method sobolev");
        if (Objective.ValueWeight == 0 && Objective.GradientWeight == 0)
            yield return new ConfigMistake("objective.gradient_weight", "both weights are 0, so nothing would be trained");
    }
}

/// <summary>A method is the objective with terms left out.</summary>
public enum RegressMethod
{
    Regular,
    Sobolev,
}

/// <summary>The number format of a training.</summary>
public enum Precision
{
    Float32,
    Float64,
}

/// <summary>The engines that compute updates.</summary>
public enum Engine
{
    Auto,
    Managed,
    Libtorch,
}

public sealed record NetworkOptions
{
    [Key("width of each hidden layer")]
    [NotEmpty]
    [Between(1, 65_536)]
    public IReadOnlyList<int> Hidden { get; init; } = [256, 256];

    [Key("activation function of the hidden layers")]
    public Activation Activation { get; init; } = Activation.Relu;

    [Key("random initialisation: pytorch (uniform on +-1/sqrt(fan-in), biases too), he, glorot or lecun (biases zero)")]
    public Initialisation Initialisation { get; init; } = Initialisation.Pytorch;

    [Key("initial weights of every trial, a model file of regress or verify; empty = random", Option = "init")]
    public string Init { get; init; } = "";
}

public sealed record ObjectiveOptions
{
    [Key("weight of the value's squared error")]
    [AtLeast(0)]
    public double ValueWeight { get; init; } = 1;

    [Key("weight of the gradient's squared error (method sobolev)", Option = "gradient-weight")]
    [AtLeast(0)]
    public double GradientWeight { get; init; } = 1;

    [Key("highest derivative that method sobolev matches: 1 or 2; 2 adds Hessian-vector products along random unit vectors")]
    [Between(1, 2)]
    public int Order { get; init; } = 1;

    [Key("weight of the Hessian-vector product's squared error (order 2)")]
    [AtLeast(0)]
    public double HessianWeight { get; init; } = 1;

    [Key(
        "match the gradient of <f, v> instead of the whole Jacobian, with a random unit vector v per sample and update (functions of "
        + "several outputs)")]
    public bool RandomProjection { get; init; }
}

public sealed record OptimiserOptions
{
    [Key("learning rate of Adam", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 3e-5;

    [Key("learning-rate schedule: constant, cosine (to zero) or exponential (to learning_rate_factor times the first rate)")]
    public Schedule Schedule { get; init; } = Schedule.Constant;

    [Key("last learning rate as a fraction of the first (schedule exponential)")]
    [Between(0, 1)]
    [Above(0)]
    public double LearningRateFactor { get; init; } = 0.1;

    /// <summary>The step size of update number <paramref name="step"/> (from 0) of <paramref name="updates"/>.</summary>
    public double RateAt(long step, long updates) => Schedule switch
    {
        Schedule.Constant => LearningRate,
        Schedule.Cosine => LearningRate * 0.5 * (1 + Math.Cos(Math.PI * step / updates)),
        Schedule.Exponential => LearningRate * Math.Pow(LearningRateFactor, (double)step / updates),
        _ => throw new ArgumentOutOfRangeException(nameof(step), Schedule, null),
    };
}

public sealed record ConvergenceOptions
{
    [Key(
        "a trial ends when over `patience` updates no training loss (value; gradient with method sobolev) has fallen by this fraction; "
        + "0 trains for all updates")]
    [Between(0, 0.5)]
    public double Tolerance { get; init; }

    [Key("training losses below this fraction of those of the initial weights count as zero (tolerance above 0)")]
    [Between(0, 1)]
    public double Floor { get; init; } = 1e-6;

    [Key("updates over which the training losses must fall (tolerance above 0)")]
    [AtLeast(1)]
    public long Patience { get; init; } = 50_000;
}

/// <summary>How the learning rate falls.</summary>
public enum Schedule
{
    Constant,
    Cosine,
    Exponential,
}

public sealed record NormaliseOptions
{
    [Key("scale inputs to mean 0 and standard deviation 1 over the training points")]
    public bool Inputs { get; init; }

    [Key("scale targets to mean 0 and standard deviation 1 over the training points; derivatives are scaled consistently")]
    public bool Targets { get; init; }
}
