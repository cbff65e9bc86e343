using Sobolev.Configuration;

namespace Sobolev.Regression;

/// <summary>The user's own data instead of a function.</summary>
public sealed record DataOptions
{
    [Key("CSV file of points, values and partials to fit; implies --preset own-data, which other settings override", Option = "data")]
    [BringsPreset("own-data")]
    public string? File { get; init; }

    [Key("input columns; empty = every column that is neither an output nor a partial", Option = "inputs")]
    public IReadOnlyList<string> Inputs { get; init; } = [];

    [Key("output columns; empty = every column that has partials", Option = "outputs")]
    public IReadOnlyList<string> Outputs { get; init; } = [];

    [Key("numbers of training rows, one fit each, for a learning curve; empty = all rows", Option = "learning-curve")]
    [Between(1, 100_000_000)]
    public IReadOnlyList<int> LearningCurve { get; init; } = [];
}

/// <summary>Validation and model selection for own data.</summary>
public sealed record ValidationOptions
{
    [Key("fraction of rows held out; auto = k-fold cross-validation up to 1000 rows, else 0.2", Option = "holdout")]
    [NullIs("auto")]
    [Above(0)]
    [Between(0, 0.9)]
    public double? Holdout { get; init; }

    [Key("number of folds for k-fold cross-validation; auto = 5 up to 1000 rows, else none", Option = "folds")]
    [NullIs("auto")]
    [Between(2, 1000)]
    public int? Folds { get; init; }

    [Key("patience of early stopping: evaluations without a lower held-out error; 0 = never stop early")]
    [AtLeast(0)]
    public int Patience { get; init; } = 20;

    [Key("candidate weights for objective.gradient_weight: auto")]
    [NotEmpty]
    [AtLeast(0)]
    public IReadOnlyList<double> GradientWeights { get; init; } = [0, 0.01, 0.1, 1, 10];
}
