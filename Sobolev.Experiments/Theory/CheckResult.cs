using Sobolev.Plots;

namespace Sobolev.Theory;

/// <summary>Results of a check. Nothing is written while it runs: pictures and models are made on demand.</summary>
/// <param name="Built">The construction, in a sentence with its sizes.</param>
public sealed record CheckResult(string Built, IReadOnlyList<Finding> Findings)
{
    public bool Holds => Findings.Count > 0 && Findings.All(finding => finding.Holds);

    /// <summary>Pictures by name: each draws itself into the file given.</summary>
    internal IReadOnlyList<(string Name, Func<Figure> Draw)> Pictures { get; init; } = [];

    /// <summary>Networks by name, in the layout of the models of <c>regress</c>.</summary>
    internal IReadOnlyList<(string Name, RidgeNetwork Network)> Models { get; init; } = [];
}

/// <summary>A check that was run, and what came out.</summary>
public sealed record CheckReport(ICheck Check, CheckResult Result);
