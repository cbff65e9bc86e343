using System.Globalization;
using Sobolev.Configuration;
using Sobolev.Kernels;
using Sobolev.Runs;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>The config of <c>fit</c>.</summary>
public sealed record FitConfig : RunConfig, IChecked
{
    private const string NoHoldout = "none";

    [Key("table of points, values and partials: a CSV file, a NumPy archive (.npz), a Parquet file, or - for standard input",
        Argument = "TABLE")]
    public string? Table { get; init; }

    [Key("input columns; empty = every column that is neither an output nor a partial", Option = "inputs")]
    public IReadOnlyList<string> Inputs { get; init; } = [];

    [Key("output columns; empty = every column that has partials", Option = "outputs")]
    public IReadOnlyList<string> Outputs { get; init; } = [];

    [Key("partial columns with other names than dy/dx, as OUTPUT/INPUT:COLUMN, e.g. y/x:y_x,y/z:y_z", Option = "partials")]
    public IReadOnlyList<string> Partials { get; init; } = [];

    [Key(
        "columns of weights: COLUMN for rows, y:COLUMN or dy/dx:COLUMN for single entries; 0 leaves out, 2 counts twice",
        Option = "weights")]
    public IReadOnlyList<string> Weights { get; init; } = [];

    [Key(
        "columns of standard deviations of the noise, as y:COLUMN or dy/dx:COLUMN, in the unit of the entry; empty or 0 = not known",
        Option = "deviations")]
    public IReadOnlyList<string> Deviations { get; init; } = [];

    [Key("numbers of training rows, one fit each, for a learning curve; empty = all rows", Option = "learning-curve")]
    [Between(1, 100_000_000)]
    public IReadOnlyList<int> LearningCurve { get; init; } = [];

    [Key("regular (values only), sobolev (values and partials)", Option = "method")]
    [NotEmpty]
    public IReadOnlyList<FitMethod> Methods { get; init; } = [FitMethod.Regular, FitMethod.Sobolev];

    [Key("network, kriging (a gradient-enhanced Gaussian process) or auto (the one with the smaller held-out error)", Option = "model")]
    public ModelKind Model { get; init; }

    [Key(
        "fraction of rows held out; auto = each row once up to 12 rows, five folds up to 1000, else 0.2; none = train on "
            + "every row to the end",
        Option = "holdout")]
    public string Holdout { get; init; } = "auto";

    [Key("number of folds for k-fold cross-validation; auto: see holdout", Option = "folds")]
    [NullIs("auto")]
    [Between(2, 1000)]
    public int? Folds { get; init; }

    [Key("compare each column of partials with the slope of the values, and leave out those that contradict it", Option = "check-partials")]
    public bool CheckPartials { get; init; } = true;

    [Key("network")]
    public FitNetworkOptions Network { get; init; } = new();

    [Key("Gaussian process")]
    public KrigingOptions Kriging { get; init; } = new();

    /// <summary>The fraction held out: null for auto, 0 for none.</summary>
    public double? HoldoutPart => Holdout switch
    {
        "auto" => null,
        NoHoldout => 0,
        _ => double.Parse(Holdout, CultureInfo.InvariantCulture),
    };

    public IEnumerable<ConfigMistake> Check()
    {
        if (Table is null)
            yield return new ConfigMistake("table", "no table is given: sobolev fit TABLE.csv");
        if (Holdout is not ("auto" or NoHoldout)
            && !(double.TryParse(Holdout, NumberStyles.Float, CultureInfo.InvariantCulture, out var part) && part is > 0 and <= 0.9))
            yield return new ConfigMistake("holdout", $"{Holdout} must be auto, none, or a number above 0 up to 0.9");
        if (Holdout != "auto" && Folds is not null)
            yield return new ConfigMistake("folds", "holdout and folds exclude each other; give one of them");
        if (Weights.Count > 0 && Deviations.Count > 0)
            yield return new ConfigMistake("deviations", "weights and deviations exclude each other; give one of them");
        foreach (var name in Inputs.Intersect(Outputs))
            yield return new ConfigMistake("outputs", $"{name} is already an input");
        if (Network.Activation is Activation.Relu or Activation.LeakyRelu)
            yield return new ConfigMistake(
                "network.activation",
                "the gradient of a network with kinks jumps; use a smooth activation (silu, tanh, softplus or sine)");
    }

    /// <summary>The settings of the fit of one method.</summary>
    internal FitSettings SettingsOf(FitMethod method) => new()
    {
        Model = Model,
        UsesPartials = method == FitMethod.Sobolev,
        ChecksPartials = CheckPartials,
        GradientWeight = Network.GradientWeight,
        GradientWeights = [.. Network.GradientWeights.Distinct().Order()],
        Widths = [.. Network.Widths.Distinct()],
        Layers = Network.Layers,
        Activation = Network.Activation,
        Decays = [.. Network.Decays.Distinct()],
        Iterations = Network.Iterations,
        SearchIterations = Math.Min(Network.SearchIterations, Network.Iterations),
        Patience = Network.Patience,
        OneBatch = Network.OneBatch,
        Minibatches = new AdamPlan(Network.Updates, Network.BatchSize, Network.LearningRate),
        MostEquations = Kriging.MostEquations,
    };
}

/// <summary>A method is the fit with the partials left out, or whole.</summary>
public enum FitMethod
{
    Regular,
    Sobolev,
}

/// <summary>The network of a fit.</summary>
public sealed record FitNetworkOptions
{
    [Key("widths of the hidden layers to choose from; the list is extended where its end wins")]
    [NotEmpty]
    [Between(1, 4096)]
    public IReadOnlyList<int> Widths { get; init; } = [32, 64];

    [Key("number of hidden layers")]
    [Between(1, 16)]
    public int Layers { get; init; } = 2;

    [Key("activation function of the hidden layers")]
    public Activation Activation { get; init; } = Activation.Silu;

    [Key("weight of the gradient's squared error; auto = chosen by held-out error", Option = "gradient-weight")]
    [NullIs("auto")]
    [AtLeast(0)]
    public double? GradientWeight { get; init; }

    [Key("gradient weights to choose from; the list is extended where its end wins")]
    [NotEmpty]
    [Above(0)]
    public IReadOnlyList<double> GradientWeights { get; init; } = [0.1, 1, 10];

    [Key("weights of the sum of squared weights (L2) to choose from")]
    [NotEmpty]
    [AtLeast(0)]
    public IReadOnlyList<double> Decays { get; init; } = [0, 1e-6];

    [Key("iterations of L-BFGS of the model that is kept", Option = "iterations")]
    [Between(1, 10_000_000)]
    public int Iterations { get; init; } = 2000;

    [Key("iterations of L-BFGS of each setting that is tried")]
    [Between(1, 10_000_000)]
    public int SearchIterations { get; init; } = 300;

    [Key("checks of the held-out rows (every 25 iterations) without a smaller error that end a training; 0 = never stop early")]
    [AtLeast(0)]
    public int Patience { get; init; } = 10;

    [Key("rows times (1 + outputs) up to which all rows are one batch; larger tables begin with minibatches")]
    [AtLeast(1)]
    public int OneBatch { get; init; } = 20_000;

    [Key("larger tables: updates of Adam before L-BFGS")]
    [AtLeast(0)]
    public int Updates { get; init; } = 10_000;

    [Key("larger tables: rows of a minibatch")]
    [Between(1, 1_000_000)]
    public int BatchSize { get; init; } = 64;

    [Key("larger tables: learning rate of Adam, which falls to zero along a cosine")]
    [Above(0)]
    public double LearningRate { get; init; } = 2e-3;
}

/// <summary>The Gaussian process of a fit.</summary>
public sealed record KrigingOptions
{
    [Key("known numbers of an output up to which a process is fitted; memory and time grow with its square and cube")]
    [Between(2, 20_000)]
    public int MostEquations { get; init; } = 5000;
}
