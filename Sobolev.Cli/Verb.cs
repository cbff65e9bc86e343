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

    public string Name => name;

    public IReadOnlyList<IVerb> Parts => parts;

    public string Summary => summary;

    public string Example => example;

    public RunConfig Defaults => new TConfig();

    public Command Command(Terminal terminal, IReadOnlyList<string> words)
    {
        var command = new Command(name.Split(' ')[^1], $"{summary}\n\nExample: {example}\nEvery key of the config: sobolev config show {name}");
        var keys = KeyOption.Of(typeof(TConfig), () => ConfigLoader.Load<TConfig>(name, new ConfigSources { PresetFolder = Presets.Folder }));
        var common = new CommonOptions(name, typeof(TConfig));
        foreach (var option in keys.Concat<Option>(common.All))
            command.Options.Add(option);
        foreach (var part in parts)
            command.Subcommands.Add(part.Command(terminal, words));
        command.SetAction(parsed => (int)RunInJob(parsed, keys, common, terminal, words));
        return command;
    }

    public void Draw(string runFolder)
    {
        RunCatalogue.RefuseLinks(runFolder);
        var drawn = experiment(Stored(runFolder));
        var plots = Path.Combine(runFolder, "plots");
        Directory.CreateDirectory(plots);
        drawn.Draw(RunResults.Read(drawn, drawn.PlanIn(runFolder), runFolder), plots);
    }

    /// <summary>Runs as the only process, or as a rank of a job, whose first rank alone reads the command line and writes.</summary>
    private ExitCode RunInJob(ParseResult parsed, IReadOnlyList<KeyOption> keys, CommonOptions common, Terminal terminal, IReadOnlyList<string> words)
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

    private ExitCode Run(ParseResult parsed, IReadOnlyList<KeyOption> keys, CommonOptions common, Terminal terminal, IReadOnlyList<string> words, MpiWorld world)
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

    private TConfig Load(ParseResult parsed, IReadOnlyList<KeyOption> keys, CommonOptions common, Terminal terminal, string? resume)
    {
        var (file, preset) = (parsed.GetValue(common.Config), parsed.GetValue(common.Preset));
        // a resumed run keeps its config; other settings given are compared with it
        if (resume is not null && file is null && preset is null)
            file = Path.Combine(RunFolderOf(resume), "config.yaml");
        if (file == "-" && terminal.InputIsTerminal)
            terminal.WriteLine("reading the config from standard input; end it with Ctrl+D");
        return ConfigLoader.Load<TConfig>(name, new ConfigSources
        {
            PresetFolder = Presets.Folder,
            Preset = preset,
            File = file,
            StandardInput = terminal.Input,
            Environment = EnvironmentVariables(),
            Sets = parsed.GetValue(common.Set) ?? [],
            Options = [
                .. keys.Select(option => (option.Name, option.Key, Text: option.TextIn(parsed)))
                    .Where(given => given.Text is not null)
                    .Select(given => (given.Name, given.Key, given.Text!)),
            ],
        });
    }

    private void RefuseOtherConfig(TConfig config, string resume)
    {
        var stored = Stored(resume);
        // config.yaml is where the config is read; run.json has it too, so that an edit is seen
        var fixedKeys = ConfigKey.Leaves(ConfigKey.Of(typeof(TConfig))).Where(key => !key.MayChangeOnResume).Select(key => key.Path).ToHashSet();
        var edited = RunRecord.Read(resume).EditedKeys(ConfigWriter.Texts(stored)).Where(key => fixedKeys.Contains(key.Key)).ToArray();
        if (edited.Length > 0)
            throw new SobolevException(
                ExitCode.Usage,
                string.Join(
                    '\n',
                    edited.Select(
                        key =>
                            $"{Path.Combine(resume, "config.yaml")}: {key.Key}: the run was started with {key.Then}, but the file now has "
                            + $"{key.Now}; put {key.Then} back or start a new run")));
        var differences = ConfigWriter.Differences(stored, config).Where(difference => !difference.Key.MayChangeOnResume).ToArray();
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
                    ["config"] = ConfigWriter.ToYaml(config, name),
                });
            return ExitCode.Done;
        }

        terminal.Output.Write(ConfigWriter.ToYaml(config, name));
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
