using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>The config of <c>regress</c>; the defaults are the paper's setting for one function.</summary>
public sealed record RegressConfig : RunConfig, IChecked
{
    [Key("functions to fit: ackley, beale, booth, bukin, mccormick, rosenbrock, styblinski-tang, or all", Option = "fn")]
    [OneOf("ackley", "beale", "booth", "bukin", "mccormick", "rosenbrock", "styblinski-tang", "all")]
    public IReadOnlyList<string> Functions { get; init; } = ["rosenbrock"];

    [Key("numbers of training points, uniform on the domain", Option = "samples")]
    [Between(1, 1_000_000)]
    public IReadOnlyList<int> Samples { get; init; } = [20];

    [Key("number of test points, uniform on the domain")]
    [Between(1, 1_000_000)]
    public int TestSamples { get; init; } = 10_000;

    [Key("regular (values only), sobolev (values and derivatives)", Option = "method")]
    [NotEmpty]
    public IReadOnlyList<RegressMethod> Methods { get; init; } = [RegressMethod.Regular, RegressMethod.Sobolev];

    [Key("the user's own data, in place of functions")]
    public DataOptions Data { get; init; } = new();

    [Key("how a fit of own data is judged and chosen")]
    public ValidationOptions Validation { get; init; } = new();

    [Key("the network")]
    public NetworkOptions Network { get; init; } = new();

    [Key("the objective")]
    public ObjectiveOptions Objective { get; init; } = new();

    [Key("the optimiser, Adam")]
    public OptimiserOptions Optimiser { get; init; } = new();

    [Key("scaling of what the network sees")]
    public NormaliseOptions Normalise { get; init; } = new();

    [Key("updates of each trial; 0 judges the first weights", Option = "updates")]
    [AtLeast(0)]
    public long Updates { get; init; } = 50_000;

    [Key("updates between two rows of metrics.csv")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 1_000;

    [Key("training points of one update; 0 takes all of them")]
    [Between(0, 1_000_000)]
    public int BatchSize { get; init; }

    [Key("number format of the training")]
    public Precision Precision { get; init; } = Precision.Float32;

    [Key("auto, managed (the written-out gradient, CPU, first order) or libtorch (autograd)")]
    public Engine Engine { get; init; }

    [Key("how many trials of one shape and method are trained as one batched network; 0: on a GPU all of them, on the CPU none", Option = "group")]
    [Between(0, 1024)]
    public int Group { get; init; }

    /// <summary>The functions by name, with "all" spelled out.</summary>
    public IReadOnlyList<BenchmarkFunction> AllFunctions() =>
        Functions.Contains("all") ? BenchmarkFunctions.All : [.. Functions.Distinct().Select(BenchmarkFunctions.Named)];

    public MlpShape Shape() => new(2, Network.Hidden, 1, Network.Activation);

    public IEnumerable<ConfigMistake> Check()
    {
        foreach (var mistake in OwnDataCheck.Of(this))
            yield return mistake;
        if (Objective.Order == 2 && Network.Activation is Activation.Relu or Activation.LeakyRelu)
            yield return new ConfigMistake("objective.order", $"the second derivative of a network with {ConfigText.Of(Network.Activation)} is zero wherever it exists, so order 2 cannot be matched; take a smooth activation (network.activation: tanh, softplus, silu or sine)");
        if (Objective.Order == 2 && Engine == Engine.Managed)
            yield return new ConfigMistake("engine", "the managed engine is of first order; order 2 needs engine: libtorch (or auto)");
        if (Group > 1 && Engine == Engine.Managed)
            yield return new ConfigMistake("group", "the managed engine trains one network at a time; groups need engine: libtorch (or auto)");
        if (Group > 1 && Data.File is not null)
            yield return new ConfigMistake("group", "groups are for the functions; networks fitted to own data are trained one by one");
        if (Objective.ValueWeight == 0 && Methods.Contains(RegressMethod.Regular))
            yield return new ConfigMistake("objective.value_weight", "method regular trains the value alone: with weight 0 it would train nothing; take --method sobolev");
        if (Objective.ValueWeight == 0 && Objective.GradientWeight == 0)
            yield return new ConfigMistake("objective.gradient_weight", "both weights are 0: nothing would be trained");
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

/// <summary>What computes the updates.</summary>
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

    [Key("nonlinearity of the hidden layers")]
    public Activation Activation { get; init; } = Activation.Relu;

    [Key("how weights are drawn: pytorch (uniform on +-1/sqrt(fan-in), biases too), he, glorot or lecun (biases zero)")]
    public Initialisation Initialisation { get; init; } = Initialisation.Pytorch;

    [Key("a model of regress or verify as the first weights of every trial, in place of drawn ones; none if empty", Option = "init")]
    public string Init { get; init; } = "";
}

public sealed record ObjectiveOptions
{
    [Key("weight of the squared error of the value")]
    [AtLeast(0)]
    public double ValueWeight { get; init; } = 1;

    [Key("weight of the squared norm of the gradient's error (method sobolev); auto, for own data: chosen by held-out error", Option = "gradient-weight")]
    [NullIs("auto")]
    [AtLeast(0)]
    public double? GradientWeight { get; init; } = 1;

    [Key("highest derivative that method sobolev matches; 2 adds Hessian-vector products along random unit vectors")]
    [Between(1, 2)]
    public int Order { get; init; } = 1;

    [Key("weight of the squared norm of the Hessian-vector product's error (order 2)")]
    [AtLeast(0)]
    public double HessianWeight { get; init; } = 1;

    [Key("match the gradient of <f, v>, v a random unit vector per sample and update, in place of the whole Jacobian (functions of several outputs)")]
    public bool RandomProjection { get; init; }
}

public sealed record OptimiserOptions
{
    [Key("step size of Adam", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 3e-5;

    [Key("how the learning rate falls: constant, cosine (to zero), or exponential (by learning_rate_factor in all)")]
    public Schedule Schedule { get; init; } = Schedule.Constant;

    [Key("what is left of the learning rate at the last update (schedule exponential)")]
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

/// <summary>How the learning rate falls.</summary>
public enum Schedule
{
    Constant,
    Cosine,
    Exponential,
}

public sealed record NormaliseOptions
{
    [Key("inputs to mean 0 and standard deviation 1 over the training points")]
    public bool Inputs { get; init; }

    [Key("targets to mean 0 and standard deviation 1 over the training points; derivatives are scaled consistently")]
    public bool Targets { get; init; }

    [Key("own data: each partial's error relative to the root mean square of that partial, averaged over the inputs; false sums the squared errors as they are")]
    public bool Gradients { get; init; }
}
