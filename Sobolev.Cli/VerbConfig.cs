using Sobolev.Configuration;
using Sobolev.Runs;
using Sobolev.Sweeps;

namespace Sobolev.Cli;

/// <summary>The configs of a verb: that of a command line, and those that runs and sweeps were started with.</summary>
/// <param name="name">The words of the verb.</param>
internal sealed class VerbConfig<TConfig>(string name)
    where TConfig : RunConfig, new()
{
    /// <summary>The config of a command line.</summary>
    /// <param name="call">The verb as it was called.</param>
    /// <param name="resume">The folder of the run or sweep that is resumed, or null.</param>
    public TConfig Load(VerbCall call, string? resume)
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

    /// <summary>The config that a run was started with.</summary>
    public TConfig Stored(string runFolder) =>
        ConfigLoader.Load<TConfig>(name,
            new ConfigSources { PresetFolder = Presets.Folder, File = Path.Combine(RunFolderOf(runFolder), "config.yaml") });

    /// <summary>The config in a text that <see cref="ConfigWriter"/> wrote.</summary>
    /// <param name="text">A config in YAML.</param>
    /// <param name="over">Settings over it: the option that has them, the key, its text.</param>
    public TConfig Parsed(string text, params IReadOnlyList<(string Option, ConfigKey Key, string Text)> over) =>
        ConfigLoader.Load<TConfig>(name,
            new ConfigSources { PresetFolder = Presets.Folder, File = "-", StandardInput = new StringReader(text), Options = over });

    /// <summary>The config of one run with the seeds, and the values of the trial axes, of several.</summary>
    /// <param name="runs">Runs that differ in these alone; all other keys are those of the first.</param>
    /// <exception cref="SobolevException">A seed between the others is missing (exit 2).</exception>
    public TConfig Gathered(IReadOnlyList<NamedRun> runs)
    {
        TConfig[] configs = [.. runs.Select(run => Stored(run.Folder))];
        long[] seeds = [.. configs.SelectMany(config => config.AllSeeds()).Distinct().Order()];
        if (seeds.Zip(seeds.Skip(1)).FirstOrDefault(pair => pair.Second != pair.First + 1) is { Second: > 0 } gap)
            throw new SobolevException(ExitCode.Usage,
                $"seed {gap.First + 1} is in none of the runs: the seeds of a run folder follow each other; without --into the command "
                    + "makes the summary alone");
        var keys = ConfigKey.Leaves(ConfigKey.Of(typeof(TConfig))).ToDictionary(key => key.Path);
        return Parsed(ConfigWriter.ToYaml(configs[0], name),
        [
            ("--seed", keys["seed"], $"{seeds[0]}"), ("--seeds", keys["seeds"], $"{seeds.Length}"),
            ("--device", keys["device"], configs.Select(config => config.Device).Distinct().ToArray() is [var device] ? device : "auto"),
            .. keys.Values.Where(key => key.IsTrialAxis).Select(key => ($"--set {key.Path}", key, ValuesOf(key))),
        ]);

        string ValuesOf(ConfigKey axis) =>
            string.Join(',',
                configs.SelectMany(config => ConfigWriter.AsOption(ConfigWriter.Texts(config)[axis.Path]).Split(',')).Distinct());
    }

    /// <summary>A resumed run keeps its config, except keys that may change, and keys that may grow.</summary>
    /// <exception cref="SobolevException">A key differs from that of the run, or config.yaml was edited (exit 2, a line each).</exception>
    public void RefuseOther(TConfig config, string resume)
    {
        var stored = Stored(resume);
        var isSweep = SweepFolder.IsAt(resume);
        var keys = ConfigKey.Leaves(ConfigKey.Of(typeof(TConfig))).ToDictionary(key => key.Path);
        // config.yaml is where the config is read; run.json has it too, so that an edit is seen
        var edited = EditedKeys(resume, stored)
            .Where(key => keys.TryGetValue(key.Key, out var known) && !MayFollow(known, key.Then, key.Now)).ToArray();
        if (edited.Length > 0)
            throw new SobolevException(
                ExitCode.Usage,
                string.Join(
                    '\n',
                    edited.Select(
                        key =>
                            $"{Path.Combine(resume, "config.yaml")}: {key.Key}: the run was started with {key.Then}, but the file now has "
                            + $"{key.Now}; put {key.Then} back or start a new run")));
        var differences = ConfigWriter.Differences(stored, config)
            .Where(difference => !MayFollow(difference.Key, difference.One, difference.Other)).ToArray();
        if (differences.Length > 0)
            throw new SobolevException(
                ExitCode.Usage,
                string.Join(
                    '\n',
                    differences.Select(
                        difference =>
                            $"--resume {resume}: {difference.Key.Path}: the run was started with {difference.One}, but now "
                            + $"{difference.Other} is given; remove that setting or start a new run")));

        // each member of a sweep has its own record
        bool MayFollow(ConfigKey key, string then, string now) => isSweep ? key.MayChangeOnResume : key.MayFollow(then, now);
    }

    /// <summary>The keys of config.yaml that were edited after the run, or the sweep, was started.</summary>
    private static IEnumerable<(string Key, string Then, string Now)> EditedKeys(string resume, TConfig stored) => SweepFolder.IsAt(resume)
        ? SweepFolder.EditedKeys(resume, ConfigWriter.Texts(stored))
        : RunRecord.Read(resume).EditedKeys(ConfigWriter.Texts(stored));

    /// <summary>Checks that the folder holds a run or a sweep before its config is read.</summary>
    private static string RunFolderOf(string resume)
    {
        if (!SweepFolder.IsAt(resume))
            RunRecord.Read(resume);
        RunCatalogue.RefuseLinks(resume);
        return resume;
    }

    private static Dictionary<string, string> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
