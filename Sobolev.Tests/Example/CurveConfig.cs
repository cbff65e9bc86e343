using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Tests.Example;

/// <summary>The config of the example verb <c>curve</c>: a sine fitted from few points, with and without slopes.</summary>
public sealed record CurveConfig : RunConfig
{
    [Key("values (values only) or slopes (values and slopes)", Option = "method")]
    [NotEmpty]
    public IReadOnlyList<CurveMethod> Methods { get; init; } = [CurveMethod.Values, CurveMethod.Slopes];

    [Key("training points, uniform over one period", Option = "samples")]
    [Between(1, 100_000)]
    public int Samples { get; init; } = 6;

    [Key("updates of each trial", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 200;

    [Key("updates between two rows of metrics.csv")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 100;
}

/// <summary>The data of a fit.</summary>
public enum CurveMethod
{
    Values,
    Slopes,
}
