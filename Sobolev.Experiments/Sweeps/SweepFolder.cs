using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>
/// The folder of a sweep: sweep.json (axes and members), config.yaml (the keys that all members share), a run folder for each member,
/// sweep.csv and plots. Several processes may run shares of one sweep; none of them locks the folder.
/// </summary>
public sealed class SweepFolder
{
    internal const string FileName = "sweep.json";
    internal const string ConfigName = "config.yaml";
    private const int Schema = 1;
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private SweepFolder(string path, string verb, SweepPlan plan) => (Path, Verb, Plan) = (path, verb, plan);

    public string Path { get; }

    public string Verb { get; }

    public SweepPlan Plan { get; }

    /// <summary>The config that the members share.</summary>
    public string ConfigPath => System.IO.Path.Combine(Path, ConfigName);

    public static bool IsAt(string path) => File.Exists(System.IO.Path.Combine(path, FileName));

    /// <summary>Makes the folder of a new sweep, whole or not at all.</summary>
    /// <param name="path">A folder that does not exist yet.</param>
    /// <param name="join">An existing folder of the same sweep is opened, as the shares of a job array need it.</param>
    /// <param name="config">The config that the members share.</param>
    /// <exception cref="SobolevException">The folder exists, or holds another sweep (exit 2).</exception>
    public static SweepFolder Create(string path, string verb, object config, SweepPlan plan, IReadOnlyList<string> commandLine,
        TimeProvider time, bool join)
    {
        if (FileNames.Refusal(System.IO.Path.GetFileName(path)) is { } refusal)
            throw new SobolevException(ExitCode.Usage, $"--name {System.IO.Path.GetFileName(path)}: {refusal}; choose another name");
        var (folder, configText) = (new SweepFolder(path, verb, plan), ConfigWriter.ToYaml(config, verb));
        var isNew = NewFolder.TryMake(path, time, draft =>
        {
            AtomicFile.WriteText(System.IO.Path.Combine(draft, ConfigName), configText);
            AtomicFile.WriteText(System.IO.Path.Combine(draft, FileName),
                folder.Json(commandLine, ConfigWriter.Texts(config)).ToJsonString(_indented) + "\n");
        });
        if (!isNew)
            folder.RefuseOther(configText, join);
        return folder;
    }

    /// <summary>The sweep in a folder.</summary>
    /// <param name="path">A folder with sweep.json.</param>
    /// <param name="verb">The verb that resumes it.</param>
    /// <param name="config">The type of the verb's config.</param>
    /// <exception cref="SobolevException">The folder holds no sweep of this verb (exit 2).</exception>
    public static SweepFolder Open(string path, string verb, Type config)
    {
        var file = System.IO.Path.Combine(path, FileName);
        try
        {
            var json = JsonNode.Parse(SharedFile.Text(file)) as JsonObject ?? throw new JsonException("not an object");
            if ((string?)json["verb"] is var other && other != verb)
                throw new SobolevException(ExitCode.Usage,
                    $"{path}: a sweep of {other}, not of {verb}; run: sobolev {other} --resume {path}");
            var axes = json["axes"]!.AsArray().SelectMany(axis => TextsOf(axis!, config));
            return new SweepFolder(path, verb, new SweepPlan(SweepAxis.Parse(config, axes), (bool)json["zip"]!));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or NullReferenceException
            or InvalidOperationException)
        {
            throw new SobolevException(ExitCode.Usage, $"{file}: cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Keys whose values in config.yaml differ from those that the sweep was started with.</summary>
    /// <param name="path">The folder of a sweep.</param>
    /// <param name="now">The config as config.yaml has it, by dotted key.</param>
    public static IEnumerable<(string Key, string Then, string Now)> EditedKeys(string path, IReadOnlyDictionary<string, string> now) =>
        RecordedConfig.Edited(JsonNode.Parse(SharedFile.Text(System.IO.Path.Combine(path, FileName)))?["config"], now);

    public string PathOf(SweepMember member) => System.IO.Path.Combine(Path, member.Folder);

    /// <summary>One of <see cref="RunStatus"/>, or null where the member has not begun.</summary>
    public string? StatusOf(SweepMember member) =>
        File.Exists(System.IO.Path.Combine(PathOf(member), "run.json")) ? RunRecord.Read(PathOf(member)).Status : null;

    private void RefuseOther(string configText, bool join)
    {
        if (!join)
            throw new SobolevException(ExitCode.Usage, $"{Path}: already exists; choose another --name, or resume with --resume");
        if (!IsAt(Path))
            throw new SobolevException(ExitCode.Usage, $"{Path}: already exists and holds no sweep; choose another --name");
        var (known, asked) =
            (JsonNode.Parse(SharedFile.Text(System.IO.Path.Combine(Path, FileName)))!, Json([], new Dictionary<string, string>()));
        if (SharedFile.Text(ConfigPath) != configText || !JsonNode.DeepEquals(known["axes"], asked["axes"])
            || !JsonNode.DeepEquals(known["zip"], asked["zip"]))
            throw new SobolevException(ExitCode.Usage, $"{Path}: holds a sweep with other keys or values; choose another --name");
    }

    private JsonObject Json(IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string> config) => new()
    {
        ["schema"] = Schema,
        ["verb"] = Verb,
        ["command_line"] = string.Join(' ', commandLine),
        ["axes"] = new JsonArray([.. Plan.Axes.Select(axis =>
            new JsonObject { ["key"] = axis.Key.Path, ["values"] = new JsonArray([.. axis.Values.Select(value => (JsonNode)value)]) })]),
        ["zip"] = Plan.IsZip,
        ["members"] = new JsonArray([.. Plan.Members.Select(member => (JsonNode)member.Folder)]),
        ["config"] = RecordedConfig.Json(config),
    };

    private static IEnumerable<string> TextsOf(JsonNode axis, Type config)
    {
        var (key, values) = ((string)axis["key"]!, axis["values"]!.AsArray().Select(value => (string)value!));
        var isList = ConfigKey.Leaves(ConfigKey.Of(config)).Any(known => known.Path == key && known.IsList);
        return isList ? values.Select(value => $"{key}={value}") : [$"{key}={string.Join(',', values)}"];
    }
}
