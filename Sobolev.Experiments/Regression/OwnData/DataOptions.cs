using Sobolev.Configuration;

namespace Sobolev.Regression;

/// <summary>The user's own data in place of a function.</summary>
public sealed record DataOptions
{
    [Key("CSV file of points, values and partials to fit, in place of a function; lays the preset own-data under everything else", Option = "data")]
    [BringsPreset("own-data")]
    public string? File { get; init; }

    [Key("columns that are inputs; empty: those left when outputs and partials are taken away", Option = "inputs")]
    public IReadOnlyList<string> Inputs { get; init; } = [];

    [Key("columns that are outputs; empty: those that have partials", Option = "outputs")]
    public IReadOnlyList<string> Outputs { get; init; } = [];

    [Key("numbers of training rows to compare, for the error against the number of samples; empty takes all rows", Option = "learning-curve")]
    [Between(1, 100_000_000)]
    public IReadOnlyList<int> LearningCurve { get; init; } = [];
}

/// <summary>How the fit of own data is judged and chosen.</summary>
public sealed record ValidationOptions
{
    [Key("part of the rows held out; auto: no single part but folds up to 1000 rows, 0.2 above", Option = "holdout")]
    [NullIs("auto")]
    [Above(0)]
    [Between(0, 0.9)]
    public double? Holdout { get; init; }

    [Key("number of folds, each held out once (k-fold cross-validation); auto: 5 up to 1000 rows, none above", Option = "folds")]
    [NullIs("auto")]
    [Between(2, 1000)]
    public int? Folds { get; init; }

    [Key("evaluations without a better held-out error after which a fit stops; 0 never stops early")]
    [AtLeast(0)]
    public int Patience { get; init; } = 20;

    [Key("gradient weights that objective.gradient_weight: auto chooses from")]
    [NotEmpty]
    [AtLeast(0)]
    public IReadOnlyList<double> GradientWeights { get; init; } = [0, 0.01, 0.1, 1, 10];
}
