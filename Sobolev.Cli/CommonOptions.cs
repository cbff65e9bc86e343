using System.CommandLine;

namespace Sobolev.Cli;

/// <summary>The options of every verb that are not keys of its config.</summary>
internal sealed class CommonOptions
{
    public Option<string?> Config { get; } = new("--config") { Description = "config file, YAML or JSON; - reads standard input", HelpName = "FILE" };

    public Option<string?> Preset { get; } = new("--preset") { Description = "a config that ships with the tool: quick (CI: seconds), default (a laptop: minutes), paper (the paper's own setting)", HelpName = "NAME" };

    public Option<string[]> Set { get; } = new("--set") { Description = "override one key (dotted); repeatable", HelpName = "KEY=VALUE" };

    public Option<string?> Out { get; } = new("--out") { Description = "where run folders go [default: results/<verb>]", HelpName = "DIR" };

    public Option<string?> Name { get; } = new("--name") { Description = "name of the run folder; an existing one is refused", HelpName = "NAME" };

    public Option<string?> Resume { get; } = new("--resume") { Description = "go on from the last good checkpoint of that run", HelpName = "DIR" };

    public Option<string?> MaxTime { get; } = new("--max-time") { Description = "checkpoint and exit 75 when this time is over, e.g. 23h50m", HelpName = "T" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "print the resolved config and the planned work; write nothing" };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "no progress" };

    public Option<bool> Json { get; } = new("--json") { Description = "the result as one JSON object on standard output" };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "debug log on standard error" };

    public IEnumerable<Option> All => [Config, Preset, Set, Out, Name, Resume, MaxTime, DryRun, Quiet, Json, Verbose];
}
