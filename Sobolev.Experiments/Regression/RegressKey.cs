using System.Globalization;
using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>A trial of <c>regress</c>.</summary>
/// <param name="Function">The function's name, or that of the user's table.</param>
/// <param name="Samples">Points, or rows, that are trained on.</param>
internal sealed record RegressKey(string Function, int Samples, RegressMethod Method) : ITrialKey
{
    public static IReadOnlyList<string> Columns { get; } = ["function", "samples", "method"];

    public IReadOnlyList<object> Values => [Function, Samples, MethodName];

    public string MethodName => ConfigText.Of(Method);

    /// <summary>Method and samples, as legends have them.</summary>
    public string Label => $"{MethodName}, {Samples} samples";

    /// <summary>The key of a row of metrics.csv or summary.csv.</summary>
    public static RegressKey Parse(IReadOnlyList<string> fields) => new(
        fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture), ConfigText.Parse<RegressMethod>(fields[2]) ?? throw new FormatException($"{fields[2]}: unknown method"));
}
