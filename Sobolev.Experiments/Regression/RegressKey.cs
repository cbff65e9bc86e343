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
    /// <exception cref="SobolevException">The row is of another table (exit 3).</exception>
    public static RegressKey Parse(IReadOnlyList<string> fields) =>
        fields is [var function, var samples, var name, ..] && int.TryParse(samples, CultureInfo.InvariantCulture, out var count)
            && ConfigText.Parse<RegressMethod>(name) is { } method
            ? new RegressKey(function, count, method)
            : throw new SobolevException(ExitCode.DataMissing, $"not a row of regress: {Printable.Of(string.Join(',', fields), 60)}");
}
