using System.CommandLine;
using System.CommandLine.Completions;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The options of every verb that are not keys of its config.</summary>
internal sealed class CommonOptions
{
    /// <param name="verb">The words of the verb, whose presets complete --preset.</param>
    /// <param name="config">The type of its config, whose keys complete --set.</param>
    public CommonOptions(string verb, Type config)
    {
        Preset.CompletionSources.Add(_ => Presets.Of(verb).Select(preset => new CompletionItem(preset)));
        Set.CompletionSources.Add(_ => ConfigKey.Leaves(ConfigKey.Of(config)).Select(key => new CompletionItem(key.Path + "=")));
    }

    public Option<string?> Config { get; } =
        new("--config") { Description = "config file, YAML or JSON; - reads standard input", HelpName = "FILE" };

    public Option<string?> Preset { get; } = new("--preset")
    {
        Description = "config that ships with the tool: quick (CI: seconds), default (laptop: minutes) or paper (the paper's setting)",
        HelpName = "NAME",
    };

    public Option<string[]> Set { get; } =
        new("--set") { Description = "set one key, e.g. network.activation=tanh; repeatable", HelpName = "KEY=VALUE" };

    public Option<string?> Out { get; } =
        new("--out") { Description = "parent folder of run folders [default: results/<verb>]", HelpName = "DIR" };

    public Option<string?> Name { get; } = new(
        "--name")
    { Description = "name of the run folder; must not exist yet [default: date, time and experiment]", HelpName = "NAME" };

    public Option<string[]> Tag { get; } =
        new("--tag") { Description = "a word for the run's record, by which runs list filters; repeatable", HelpName = "TAG" };

    public Option<string?> Note { get; } = new("--note") { Description = "a sentence about the run for its record", HelpName = "TEXT" };

    public Option<string?> Resume { get; } = new("--resume")
    {
        Description = "resume that run or sweep from its last good checkpoint; auto: the one of --name if it exists, otherwise a new one",
        HelpName = "DIR",
    };

    public Option<string?> MaxTime { get; } = new("--max-time")
    {
        Description = "write a checkpoint and exit with code 75 after this time, or with auto before the end of the Slurm job "
            + $"[{Durations.Constraint}; default: no limit]",
        HelpName = "T",
    };

    public Option<bool> DryRun { get; } =
        new("--dry-run") { Description = "print the resolved config and the planned work; write nothing" };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "show no progress" };

    public Option<bool> Json { get; } = new("--json") { Description = "print the result as one JSON object on standard output" };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "print the debug log on standard error" };

    public IEnumerable<Option> All => [Config, Preset, Set, Out, Name, Tag, Note, Resume, MaxTime, DryRun, Quiet, Json, Verbose];
}
