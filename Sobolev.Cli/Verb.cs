using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Mpi;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Cli;

/// <summary>A verb: its options come from its config record, its work from its experiment.</summary>
/// <remarks>
/// With <see cref="Ranked"/> the processes of an MPI job run the verb together; otherwise each process has a separate run.
/// </remarks>
internal sealed class Verb<TConfig>(string name, string summary, string example, Func<TConfig, IExperiment> experiment, params IReadOnlyList<IVerb> parts) : IVerb
    where TConfig : RunConfig, new()
{
    /// <summary>The experiment of one rank of a job; null where the verb is not run by several processes together.</summary>
    public Func<TConfig, MpiWorld, IExperiment>? Ranked { get; init; }

    /// <summary>Options that another verb has instead, each with the sentence that names it.</summary>
    public IReadOnlyDictionary<string, string> Moved { get; init; } = new Dictionary<string, string>();

    public string Name => name;

    public IReadOnlyList<IVerb> Parts => parts;

    public string Summary => summary;

    public string Example => example;

    public RunConfig Defaults => new TConfig();

    public Command Command(Terminal terminal, IReadOnlyList<string> words)
    {
        var command = new Command(name.Split(' ')[^1], $"{summary}\n\nExample: {example}\nEvery key of the config: sobolev config show {name}");
        var keys = KeyOption.Of(typeof(TConfig), () => ConfigLoader.Load<TConfig>(name, new ConfigSources { PresetFolder = Presets.Folder, Options = Placeholders() }));
        (ConfigKey Key, Argument<string?> Argument)[] arguments = [.. ArgumentKeys.Select(key => (key, ArgumentOf(key)))];
        var common = new CommonOptions(name, typeof(TConfig));
        foreach (var (_, argument) in arguments)
            command.Arguments.Add(argument);
        foreach (var option in keys.Concat<Option>(common.All))
            command.Options.Add(option);
        foreach (var moved in Moved)
            command.Options.Add(MovedOption(moved.Key, moved.Value));
        foreach (var part in parts)
            command.Subcommands.Add(part.Command(terminal, words));
        var given = new GivenKeys(keys, arguments);
        command.SetAction(parsed => (int)RunInJob(parsed, given, common, terminal, words));
        return command;
    }

    public void Draw(string runFolder)
    {
        var drawn = experiment(Stored(runFolder));
        var plots = Path.Combine(runFolder, "plots");
        Directory.CreateDirectory(plots);
        drawn.Draw(RunResults.Read(drawn, drawn.PlanIn(runFolder), runFolder), plots);
    }

    /// <summary>Runs as the only process, or as a rank of a job, whose first rank alone reads the command line and writes.</summary>
    private ExitCode RunInJob(ParseResult parsed, GivenKeys keys, CommonOptions common, Terminal terminal, IReadOnlyList<string> words)
    {
        if (Ranked is not { } ranked || !MpiJob.Launched)
            return Run(parsed, keys, common, terminal, words, MpiWorld.Alone);
        return MpiJob.Run(
            world =>
            {
                if (world.Rank > 0)
                {
                    // the launcher sends signals to all ranks; the first one decides what becomes of them
                    using var unheard = new Signals(new StopSignal(), _ => { });
                    return FollowingRank.Run(world, text => ranked(Parsed(text), world), note => terminal.WriteLine($"rank {world.Rank}: {note}"));
                }

                var exitCode = Run(parsed, keys, common, terminal, words, world);
                LeadingExperiment.End(world, exitCode);
                return exitCode;
            },
            error => Tool.WriteLine(error, terminal));
    }

    private TConfig Parsed(string text) =>
        ConfigLoader.Load<TConfig>(name, new ConfigSources { PresetFolder = Presets.Folder, File = "-", StandardInput = new StringReader(text) });

    private ExitCode Run(ParseResult parsed, GivenKeys keys, CommonOptions common, Terminal terminal, IReadOnlyList<string> words, MpiWorld world)
    {
        var maxTime = MaxTime(parsed.GetValue(common.MaxTime));
        var resume = parsed.GetValue(common.Resume);
        var config = Load(parsed, keys, common, terminal, resume);
        if (resume is not null)
            RefuseOtherConfig(config, resume);
        if (parsed.GetValue(common.DryRun))
            return DryRun(config, terminal, parsed.GetValue(common.Json));

        var quiet = parsed.GetValue(common.Quiet);
        var request = new RunRequest
        {
            Out = parsed.GetValue(common.Out) ?? Path.Combine("results", name.Replace(' ', '-')),
            Name = parsed.GetValue(common.Name),
            Resume = resume,
            ConfigText = ConfigWriter.ToYaml(config, name),
            CommandLine = ["sobolev", .. words],
            MaxTime = maxTime,
            AlsoLogTo = parsed.GetValue(common.Verbose) ? to => to.WriteTo.Sink(new ErrorStreamSink(terminal)) : null,
        };
        var signal = new StopSignal();
        RunOutcome outcome;
        using (new Signals(signal, terminal.WriteLine))
        using (var progress = new ProgressScreen(terminal, quiet, TimeProvider.System))
            outcome = new Lifecycle(
                world.Size == 1 ? experiment(config) : new LeadingExperiment(Ranked!(config, world), world, request.ConfigText),
                request,
                signal,
                progress,
                TimeProvider.System).Run();
        ResultScreen.Show(outcome, terminal, parsed.GetValue(common.Json), quiet);
        return outcome.ExitCode;
    }

    private TConfig Load(ParseResult parsed, GivenKeys keys, CommonOptions common, Terminal terminal, string? resume)
    {
        var (file, preset) = (parsed.GetValue(common.Config), parsed.GetValue(common.Preset));
        // a resumed run keeps its config; other settings given are compared with it
        if (resume is not null && file is null && preset is null)
            file = Path.Combine(RunFolderOf(resume), "config.yaml");
        return ConfigLoader.Load<TConfig>(name, new ConfigSources
        {
            PresetFolder = Presets.Folder,
            Preset = preset,
            File = file,
            StandardInput = terminal.Input,
            Environment = EnvironmentVariables(),
            Sets = parsed.GetValue(common.Set) ?? [],
            Options = [.. keys.In(parsed)],
        });
    }

    /// <summary>Not in the help: only there to be refused.</summary>
    private static Option<string[]> MovedOption(string name, string sentence)
    {
        var option = new Option<string[]>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        option.Validators.Add(result => result.AddError(sentence));
        return option;
    }

    private static IEnumerable<ConfigKey> ArgumentKeys => ConfigKey.Leaves(ConfigKey.Of(typeof(TConfig))).Where(key => key.Argument is not null);

    /// <summary>The names of the arguments instead of their values: the defaults of the other keys do not depend on them.</summary>
    private static IReadOnlyList<(string, ConfigKey, string)> Placeholders() => [.. ArgumentKeys.Select(key => (key.Argument!, key, key.Argument!))];

    private static Argument<string?> ArgumentOf(ConfigKey key) => new(key.Argument!) { Description = key.Description, Arity = ArgumentArity.ZeroOrOne };

    private void RefuseOtherConfig(TConfig config, string resume)
    {
        var differences = ConfigWriter.Differences(Stored(resume), config).Where(difference => !difference.Key.MayChangeOnResume).ToArray();
        if (differences.Length > 0)
            throw new SobolevException(
                ExitCode.Usage,
                string.Join(
                    '\n',
                    differences.Select(
                        difference =>
                            $"--resume {resume}: {difference.Key.Path}: the run was started with {difference.One}, but now "
                            + $"{difference.Other} is given; remove that setting or start a new run")));
    }

    private ExitCode DryRun(TConfig config, Terminal terminal, bool json)
    {
        var planned = experiment(config);
        IReadOnlyList<string> notes = [];
        if (planned is IReportingExperiment)
        {
            // refuses what the run would refuse
            planned.Prepare();
            notes = planned.Notes;
        }

        TrialPlan[] plans = [.. planned.Stages().SelectMany(stage => stage.Experiment.Plan()), .. planned.Plan()];
        var updates = plans.Sum(plan => plan.Updates);
        var device = Devices.Expected(config.Device);
        if (json)
        {
            ResultScreen.WriteJson(
                terminal,
                new JsonObject
                {
                    ["verb"] = name,
                    ["status"] = "dry-run",
                    ["trials"] = plans.Length,
                    ["updates"] = updates,
                    ["device"] = device,
                    ["notes"] = new JsonArray([.. notes.Select(note => JsonValue.Create(note))]),
                    ["config"] = ConfigWriter.ToYaml(config, name),
                });
            return ExitCode.Done;
        }

        terminal.Output.Write(ConfigWriter.ToYaml(config, name));
        foreach (var note in notes)
            terminal.Output.WriteLine($"# {note}");
        terminal.Output.WriteLine($"# planned: {plans.Length} {(plans.Length == 1 ? "trial" : "trials")}, {updates} updates in all, device {device}; nothing was written");
        return ExitCode.Done;
    }

    /// <summary>The config that a run was started with.</summary>
    private TConfig Stored(string runFolder) =>
        ConfigLoader.Load<TConfig>(name, new ConfigSources { PresetFolder = Presets.Folder, File = Path.Combine(RunFolderOf(runFolder), "config.yaml") });

    /// <summary>Checks that the folder holds a run before its config is read.</summary>
    private static string RunFolderOf(string resume)
    {
        RunRecord.Read(resume);
        return resume;
    }

    private static TimeSpan? MaxTime(string? text)
    {
        if (text is null)
            return null;
        return Durations.TryParse(text, out var time) ? time : throw new SobolevException(
            ExitCode.Usage,
            $"--max-time {text}: must be {Durations.Constraint}");
    }

    private static Dictionary<string, string> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
