using System.CommandLine;
using Sobolev.Configuration;
using Sobolev.Mpi;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Sweeps;

namespace Sobolev.Cli;

/// <summary>A verb: its options come from its config record, its work from its experiment.</summary>
/// <remarks>
/// With <see cref="Ranked"/> the processes of an MPI job run the verb together; otherwise each process has a separate run.
/// </remarks>
internal sealed class Verb<TConfig>(string name, string summary, string example, Func<TConfig, IExperiment> experiment,
    params IReadOnlyList<IVerb> parts) : IVerb
    where TConfig : RunConfig, new()
{
    private readonly VerbConfig<TConfig> _config = new(name);

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
        var command =
            new Command(name.Split(' ')[^1], $"{summary}\n\nExample: {example}\nEvery key of the config: sobolev config show {name}");
        if (!NamedCommands.Include(command.Name, words))
            return command;
        var keys = KeyOption.Of(typeof(TConfig),
            () => ConfigLoader.Load<TConfig>(name, new ConfigSources { PresetFolder = Presets.Folder, Options = Placeholders() }));
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

    public FilledPlots Draw(string runFolder, Func<PlotConfig, PlotConfig> plots)
    {
        RunCatalogue.RefuseLinks(runFolder);
        var drawn = experiment(_config.Stored(runFolder));
        var diverged = RunRecord.Read(runFolder).DivergedTrials;
        var results = RunResults.ReadShared(drawn, [.. drawn.PlanIn(runFolder).Where(plan => !diverged.Contains(plan.Name))], runFolder);
        return PlotFolder.Fill(Path.Combine(runFolder, "plots"), plots(drawn.Config.Plots), drawn.Config.ThreadCount(),
            folder => drawn.Draw(results, folder));
    }

    public (FilledPlots Plots, IReadOnlyList<string> LeftOut) Gather(IReadOnlyList<NamedRun> runs, RunGathering gathering, string path,
        IReadOnlyList<string> words)
    {
        var config = _config.Gathered(runs);
        return new GatheredFolder(experiment(config), ConfigWriter.ToYaml(config, name), gathering).Make(path, words, TimeProvider.System);
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
                    return FollowingRank.Run(world, text => ranked(_config.Parsed(text), world),
                        note => call.Terminal.WriteLine($"rank {world.Rank}: {note}"));
                }

                var exitCode = Run(call, world);
                LeadingExperiment.End(world, exitCode);
                return exitCode;
            },
            error => Tool.WriteLine(error, call.Terminal));
    }

    private ExitCode Run(VerbCall call, MpiWorld world)
    {
        var common = call.Common;
        var parent = call.Of(common.Out) ?? Path.Combine("results", name.Replace(' ', '-'));
        var maxTime = TimeLimit.Of(call.Of(common.MaxTime), Environment.GetEnvironmentVariable, TimeProvider.System);
        var resume = EarlierRun.Of(call.Of(common.Resume), parent, call.Of(common.Name));
        var config = _config.Load(call, resume);
        if (resume is not null)
            _config.RefuseOther(config, resume);
        var request = new RunRequest
        {
            Out = parent,
            Name = call.Of(common.Name),
            Resume = resume,
            Tags = TagsOf(call),
            Note = call.Of(common.Note) ?? "",
            ConfigText = ConfigWriter.ToYaml(config, name),
            CommandLine = ["sobolev", .. call.Words],
            MaxTime = maxTime,
            AlsoLogTo = call.Of(common.Verbose) ? to => to.WriteTo.Sink(new ErrorStreamSink(call.Terminal)) : null,
        };
        var isSweep = IsSweep(call, world, resume);
        if (isSweep && experiment(config) is IInputExperiment { ReadsInput: true })
            throw new SobolevException(ExitCode.Usage, "--sweep: a table from standard input can be read once only; save it to a file");
        if (isSweep)
            return new VerbSweep<TConfig>(name, call, (one, of, stop, observer) => Train(one, of, stop, observer, world, call.Terminal))
                .Run(config, resume, request);
        if (call.Of(common.DryRun))
            return DryRun.Show(Made(config, call.Terminal), call.Terminal, call.Of(common.Json));

        var quiet = call.Of(common.Quiet);
        var signal = new StopSignal();
        RunOutcome outcome;
        using (new Signals(signal, call.Terminal.WriteLine))
        using (var progress = new ProgressScreen(call.Terminal, quiet, TimeProvider.System))
            outcome = Train(config, request, signal, progress, world, call.Terminal);
        ResultScreen.Show(outcome, call.Terminal, call.Of(common.Json), quiet);
        return outcome.ExitCode;
    }

    private static string[] TagsOf(VerbCall call)
    {
        var tags = call.Of(call.Common.Tag) ?? [];
        RunLabels.RefuseBadTags(tags);
        return tags;
    }

    /// <summary>The experiment of a config, with standard input where it asks for it.</summary>
    private IExperiment Made(TConfig config, Terminal terminal)
    {
        var made = experiment(config);
        if (made is not IInputExperiment { ReadsInput: true } reading)
            return made;
        if (terminal.InputIsTerminal)
            terminal.WriteLine("reading the table from standard input; end it with Ctrl+D");
        reading.Input = terminal.Input;
        return made;
    }

    private RunOutcome Train(
        TConfig config,
        RunRequest request,
        StopSignal signal,
        IRunObserver observer,
        MpiWorld world,
        Terminal terminal)
    {
        var trained = world.Size == 1
            ? Made(config, terminal)
            : new LeadingExperiment(Ranked!(config, world), world, request.ConfigText);
        return new Lifecycle(trained, request, signal, observer, TimeProvider.System).Run();
    }

    private static bool IsSweep(VerbCall call, MpiWorld world, string? resume)
    {
        var isSweep = call.Of(call.Sweep.Axes) is { Length: > 0 } || (resume is not null && SweepFolder.IsAt(resume));
        if (isSweep && world.Size > 1)
            throw new SobolevException(ExitCode.Usage,
                "--sweep: the processes of an MPI job train one run together; give each process a share with --part, without MPI");
        if (!isSweep && (call.Of(call.Sweep.Zip) || call.Of(call.Sweep.Part) is not null))
            throw new SobolevException(ExitCode.Usage,
                $"{(call.Of(call.Sweep.Zip) ? "--zip" : "--part")}: has a meaning for a sweep only; give --sweep KEY=VALUE,VALUE");
        return isSweep;
    }

    /// <summary>Not in the help: only there to be refused.</summary>
    private static Option<string[]> MovedOption(string name, string sentence)
    {
        var option = new Option<string[]>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        option.Validators.Add(result => result.AddError(sentence));
        return option;
    }

    private static IEnumerable<ConfigKey> ArgumentKeys =>
        ConfigKey.Leaves(ConfigKey.Of(typeof(TConfig))).Where(key => key.Argument is not null);

    /// <summary>The names of the arguments instead of their values: the defaults of the other keys do not depend on them.</summary>
    private static IReadOnlyList<(string, ConfigKey, string)> Placeholders() =>
        [.. ArgumentKeys.Select(key => (key.Argument!, key, key.Argument!))];

    private static Argument<string?> ArgumentOf(ConfigKey key) => new(key.Argument!)
    {
        Description = key.Description,
        Arity = ArgumentArity.ZeroOrOne,
    };
}
