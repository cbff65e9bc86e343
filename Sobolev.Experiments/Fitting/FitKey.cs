using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Fitting;

/// <summary>A trial of <c>fit</c>.</summary>
/// <param name="Table">The name of the table.</param>
/// <param name="Rows">Rows that are trained on.</param>
internal sealed record FitKey(string Table, int Rows, FitMethod Method) : ITrialKey
{
    public static IReadOnlyList<string> Columns { get; } = ["table", "rows", "method"];

    public IReadOnlyList<object> Values => [Table, Rows, MethodName];

    public string MethodName => ConfigText.Of(Method);
}
