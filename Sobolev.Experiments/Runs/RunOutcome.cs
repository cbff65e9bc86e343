namespace Sobolev.Runs;

/// <summary>How a run ended: for the table on the screen and the exit code.</summary>
/// <param name="Status">One of <see cref="RunStatus"/>.</param>
/// <param name="Message">One line for the user where there is something to say, e.g. how to resume.</param>
public sealed record RunOutcome(string Folder, string Verb, string Status, ExitCode ExitCode, Summary? Summary, string? Message)
{
    /// <summary>Sentences about the result; see <see cref="IReportingExperiment"/>.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
