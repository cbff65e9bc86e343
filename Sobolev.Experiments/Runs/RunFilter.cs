using Sobolev.Configuration;

namespace Sobolev.Runs;

/// <summary>A choice among several runs; without settings it takes all.</summary>
public sealed record RunFilter
{
    /// <summary>The words of a verb.</summary>
    public string? Verb { get; init; }

    /// <summary>A status, as the list shows it.</summary>
    public string? Status { get; init; }

    /// <summary>Tags that a run must have, all of them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keys of the config with the values that a run must have.</summary>
    public IReadOnlyList<(string Key, string Value)> Where { get; init; } = [];

    /// <summary>Whether every run is shown.</summary>
    public bool IsEmpty => Verb is null && Status is null && Tags.Count == 0 && Where.Count == 0;

    /// <summary>A setting KEY=VALUE of the command line.</summary>
    /// <exception cref="SobolevException">There is no equals sign (exit 2).</exception>
    public static (string Key, string Value) Parse(string text) => text.Split('=', 2) is [{ Length: > 0 } key, var value]
        ? (key, value)
        : throw new SobolevException(ExitCode.Usage, $"--where {text}: write KEY=VALUE, such as optimiser.learning_rate=1e-3");

    /// <exception cref="SobolevException">No run has a key that is asked for (exit 2).</exception>
    public IReadOnlyList<ListedRun> Of(IReadOnlyList<ListedRun> runs)
    {
        string[] keys = [.. runs.SelectMany(run => run.Record?.ConfigTexts.Keys ?? []).Distinct()];
        if (keys.Length > 0 && Where.Select(setting => setting.Key).Except(keys).FirstOrDefault() is { } unknown)
            throw new SobolevException(ExitCode.Usage, $"--where {unknown}: no run has this key{Nearest.Suggestion(unknown, keys)}");
        return [.. runs.Where(Holds)];
    }

    private bool Holds(ListedRun run) => (Verb is null || run.Verb == Verb)
        && (Status is null || run.Status == Status)
        && Tags.All(tag => run.Record?.Tags.Contains(tag) == true)
        && Where.All(setting => run.Record?.ConfigTexts.GetValueOrDefault(setting.Key) is { } value && Same(value, setting.Value));

    /// <summary>Numbers are compared as numbers: 0.001 is 1e-3.</summary>
    private static bool Same(string one, string other) =>
        one == other || (NumberOf(one) is { } first && NumberOf(other) is { } second && first == second);

    private static double? NumberOf(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
