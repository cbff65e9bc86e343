using Serilog;

namespace Sobolev.Runs;

/// <summary>Settings of a run beyond its experiment: its folder, its command line, its time limit.</summary>
public sealed record RunRequest
{
    /// <summary>The folder that run folders go into.</summary>
    public required string Out { get; init; }

    /// <summary>The run folder's name; null makes one.</summary>
    public string? Name { get; init; }

    /// <summary>The folder of a run to resume, or null for a new one.</summary>
    public string? Resume { get; init; }

    /// <summary>The resolved config, as config.yaml keeps it.</summary>
    public required string ConfigText { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>Words and a sentence of the user for the run's record.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <inheritdoc cref="Tags"/>
    public string Note { get; init; } = "";

    /// <summary>Checkpoint and stop when this much time has passed.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>Sinks beside the run folder's log.txt.</summary>
    public Action<LoggerConfiguration>? AlsoLogTo { get; init; }
}
