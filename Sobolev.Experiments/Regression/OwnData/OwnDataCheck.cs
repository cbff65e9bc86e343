using Sobolev.Configuration;

namespace Sobolev.Regression;

/// <summary>Keys of functions and keys of own data exclude each other.</summary>
internal static class OwnDataCheck
{
    public static IEnumerable<ConfigMistake> Of(RegressConfig config) => config.Data.File is null ? Functions(config) : OwnData(config);

    private static IEnumerable<ConfigMistake> Functions(RegressConfig config)
    {
        if (config.Functions.Count == 0)
            yield return new ConfigMistake("functions", "must have at least one item (or give your own data: --data FILE.csv)");
        if (config.Samples.Count == 0)
            yield return new ConfigMistake("samples", "must have at least one item");
        if (config.Objective.GradientWeight is null)
            yield return new ConfigMistake(
                "objective.gradient_weight",
                "auto chooses by held-out error, which needs your own data (--data FILE.csv); give a number");
        string[] ofData = [.. Given(config)];
        if (ofData.Length > 0)
            yield return new ConfigMistake(ofData[0], "applies to own data only; give --data FILE.csv or remove it");
    }

    private static IEnumerable<string> Given(RegressConfig config)
    {
        if (config.Data.Inputs.Count > 0)
            yield return "data.inputs";
        if (config.Data.Outputs.Count > 0)
            yield return "data.outputs";
        if (config.Data.LearningCurve.Count > 0)
            yield return "data.learning_curve";
        if (config.Validation.Holdout is not null)
            yield return "validation.holdout";
        if (config.Validation.Folds is not null)
            yield return "validation.folds";
    }

    private static IEnumerable<ConfigMistake> OwnData(RegressConfig config)
    {
        if (config.Functions.Count > 0)
            yield return new ConfigMistake(
                "functions",
                $"{string.Join(", ", config.Functions)} and data.file ({config.Data.File}) exclude each other: fit a function (--fn) or "
                + "your own data (--data)");
        if (config.Samples.Count > 0)
            yield return new ConfigMistake("samples", "applies to functions only; for own data use --learning-curve 10,20,50");
        if (config.Validation is { Holdout: not null, Folds: not null })
            yield return new ConfigMistake("validation.folds", "holdout and folds exclude each other; give one of them");
        if (config.Objective.RandomProjection)
            yield return new ConfigMistake(
                "objective.random_projection",
                "not available for own data, because a projection needs every partial; remove it");
        if (config.Objective is { GradientWeight: null, ValueWeight: 0 } && config.Validation.GradientWeights.All(weight => weight == 0))
            yield return new ConfigMistake(
                "validation.gradient_weights",
                "value_weight is 0, so at least one gradient weight must be above 0");
        foreach (var name in config.Data.Inputs.Intersect(config.Data.Outputs))
            yield return new ConfigMistake("data.outputs", $"{name} is already an input");
    }
}
