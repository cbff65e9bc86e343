using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Mpi;
using Sobolev.Runs;
using Sobolev.Sweeps;
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
        var sweep = new SweepOptions(typeof(TConfig));
        foreach (var option in keys.Concat<Option>(sweep.All).Concat(common.All))
            command.Options.Add(option);
        foreach (var moved in Moved)
            command.Options.Add(MovedOption(moved.Key, moved.Value));
        foreach (var part in parts)
            command.Subcommands.Add(part.Command(terminal, words));
        var given = new GivenKeys(keys, arguments);
        command.SetAction(parsed => (int)RunInJob(new VerbCall(parsed, given, common, sweep, terminal, words)));
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
    private ExitCode RunInJob(VerbCall call)
    {
        if (Ranked is not { } ranked || !MpiJob.Launched)
            return Run(call, MpiWorld.Alone);
        return MpiJob.Run(
            world =>
            {
                if (world.Rank > 0)
                {
                    // the launcher sends signals to all ranks; the first one decides what becomes of them
                    using var unheard = new Signals(new StopSignal(), _ => { });
                    return FollowingRank.Run(world, text => ranked(Parsed(text), world), note => call.Terminal.WriteLine($"rank {world.Rank}: {note}"));
                }

                var exitCode = Run(call, world);
                LeadingExperiment.End(world, exitCode);
                return exitCode;
            },
            error => Tool.WriteLine(error, call.Terminal));
    }

    private TConfig Parsed(string text) =>
        ConfigLoader.Load<TConfig>(name, new ConfigSources { PresetFolder = Presets.Folder, File = "-", StandardInput = new StringReader(text) });

    private ExitCode Run(VerbCall call, MpiWorld world)
    {
        var common = call.Common;
        var parent = call.Of(common.Out) ?? Path.Combine("results", name.Replace(' ', '-'));
        var maxTime = TimeLimit.Of(call.Of(common.MaxTime), Environment.GetEnvironmentVariable, TimeProvider.System);
        var resume = EarlierRun.Of(call.Of(common.Resume), parent, call.Of(common.Name));
        var config = Load(call, resume);
        if (resume is not null)
            RefuseOtherConfig(config, resume);
        var request = new RunRequest
        {
            Out = parent,
            Name = call.Of(common.Name),
            Resume = resume,
            ConfigText = ConfigWriter.ToYaml(config, name),
            CommandLine = ["sobolev", .. call.Words],
            MaxTime = maxTime,
            AlsoLogTo = call.Of(common.Verbose) ? to => to.WriteTo.Sink(new ErrorStreamSink(call.Terminal)) : null,
        };
        if (IsSweep(call, world, resume))
            return new VerbSweep<TConfig>(name, call, (one, of, stop, observer) => Train(one, of, stop, observer, world)).Run(config, resume, request);
        if (call.Of(common.DryRun))
            return DryRun(config, call.Terminal, call.Of(common.Json));

        var quiet = call.Of(common.Quiet);
        var signal = new StopSignal();
        RunOutcome outcome;
        using (new Signals(signal, call.Terminal.WriteLine))
        using (var progress = new ProgressScreen(call.Terminal, quiet, TimeProvider.System))
            outcome = Train(config, request, signal, progress, world);
        ResultScreen.Show(outcome, call.Terminal, call.Of(common.Json), quiet);
        return outcome.ExitCode;
    }

    private RunOutcome Train(TConfig config, RunRequest request, StopSignal signal, IRunObserver observer, MpiWorld world) => new Lifecycle(
        world.Size == 1 ? experiment(config) : new LeadingExperiment(Ranked!(config, world), world, request.ConfigText),
        request,
        signal,
        observer,
        TimeProvider.System).Run();

    private static bool IsSweep(VerbCall call, MpiWorld world, string? resume)
    {
        var isSweep = call.Of(call.Sweep.Axes) is { Length: > 0 } || (resume is not null && SweepFolder.IsAt(resume));
        if (isSweep && world.Size > 1)
            throw new SobolevException(ExitCode.Usage, "--sweep: the processes of an MPI job train one run together; give each process a share with --part, without MPI");
        if (!isSweep && (call.Of(call.Sweep.Zip) || call.Of(call.Sweep.Part) is not null))
            throw new SobolevException(ExitCode.Usage, $"{(call.Of(call.Sweep.Zip) ? "--zip" : "--part")}: has a meaning for a sweep only; give --sweep KEY=VALUE,VALUE");
        return isSweep;
    }

    private TConfig Load(VerbCall call, string? resume)
    {
        var (file, preset) = (call.Of(call.Common.Config), call.Of(call.Common.Preset));
        // a resumed run keeps its config; other settings given are compared with it
        if (resume is not null && file is null && preset is null)
            file = Path.Combine(RunFolderOf(resume), "config.yaml");
        if (file == "-" && call.Terminal.InputIsTerminal)
            call.Terminal.WriteLine("reading the config from standard input; end it with Ctrl+D");
        return ConfigLoader.Load<TConfig>(name, new ConfigSources
        {
            PresetFolder = Presets.Folder,
            Preset = preset,
            File = file,
            StandardInput = call.Terminal.Input,
            Environment = EnvironmentVariables(),
            Sets = call.Of(call.Common.Set) ?? [],
            Options = [.. call.Keys.In(call.Parsed)],
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
        var stored = Stored(resume);
        // config.yaml is where the config is read; run.json has it too, so that an edit is seen
        var fixedKeys = ConfigKey.Leaves(ConfigKey.Of(typeof(TConfig))).Where(key => !key.MayChangeOnResume).Select(key => key.Path).ToHashSet();
        var edited = EditedKeys(resume, stored).Where(key => fixedKeys.Contains(key.Key)).ToArray();
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

    /// <summary>The keys of config.yaml that were edited after the run, or the sweep, was started.</summary>
    private static IEnumerable<(string Key, string Then, string Now)> EditedKeys(string resume, TConfig stored) => SweepFolder.IsAt(resume)
        ? SweepFolder.EditedKeys(resume, ConfigWriter.Texts(stored))
        : RunRecord.Read(resume).EditedKeys(ConfigWriter.Texts(stored));

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
                    ["schema"] = 1,
                    ["verb"] = name,
                    ["status"] = "dry-run",
                    ["trials"] = plans.Length,
                    ["updates"] = updates,
                    ["device"] = device,
                    ["notes"] = new JsonArray([.. notes.Select(note => JsonValue.Create(note))]),
                    ["config"] = ConfigJson.Of(config),
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

    /// <summary>Checks that the folder holds a run or a sweep before its config is read.</summary>
    private static string RunFolderOf(string resume)
    {
        if (!SweepFolder.IsAt(resume))
            RunRecord.Read(resume);
        RunCatalogue.RefuseLinks(resume);
        return resume;
    }

    private static Dictionary<string, string> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
