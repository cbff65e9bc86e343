using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>
/// The folder of a sweep: sweep.json (axes and members), config.yaml (the keys that all members share), a run folder for each member,
/// sweep.csv and plots. Several processes may run shares of one sweep; none of them locks the folder.
/// </summary>
public sealed class SweepFolder
{
    private const string FileName = "sweep.json";
    private const string ConfigName = "config.yaml";
    private const int Schema = 1;
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
    /// <exception cref="SobolevException">The folder exists, or holds another sweep (exit 2).</exception>
    public static SweepFolder Create(string path, string verb, string configText, SweepPlan plan, IReadOnlyList<string> commandLine, bool join)
    {
        if (FileNames.Refusal(System.IO.Path.GetFileName(path)) is { } refusal)
            throw new SobolevException(ExitCode.Usage, $"--name {System.IO.Path.GetFileName(path)}: {refusal}; choose another name");
        var folder = new SweepFolder(path, verb, plan);
        try
        {
            var parent = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!).FullName;
            var draft = System.IO.Path.Combine(parent, $".{System.IO.Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
            Directory.CreateDirectory(draft);
            AtomicFile.WriteText(System.IO.Path.Combine(draft, ConfigName), configText);
            AtomicFile.WriteText(System.IO.Path.Combine(draft, FileName), folder.Json(commandLine).ToJsonString(_indented) + "\n");
            if (!TryMove(draft, path))
            {
                Directory.Delete(draft, recursive: true);
                folder.RefuseOther(configText, join);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.Usage, $"{path}: the folder of the sweep cannot be created ({error.Message}); choose another folder with --out", error);
        }

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
                throw new SobolevException(ExitCode.Usage, $"{path}: a sweep of {other}, not of {verb}; run: sobolev {other} --resume {path}");
            var axes = json["axes"]!.AsArray().SelectMany(axis => TextsOf(axis!, config));
            return new SweepFolder(path, verb, new SweepPlan(SweepAxis.Parse(config, axes), (bool)json["zip"]!));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or NullReferenceException or InvalidOperationException)
        {
            throw new SobolevException(ExitCode.Usage, $"{file}: cannot be read ({error.Message})", error);
        }
    }

    public string PathOf(SweepMember member) => System.IO.Path.Combine(Path, member.Folder);

    /// <summary>One of <see cref="RunStatus"/>, or null where the member has not begun.</summary>
    public string? StatusOf(SweepMember member) => File.Exists(System.IO.Path.Combine(PathOf(member), "run.json")) ? RunRecord.Read(PathOf(member)).Status : null;

    /// <summary>Another process may have made the folder between a look and the move: moving onto a folder with files fails.</summary>
    private static bool TryMove(string draft, string path)
    {
        if (Directory.Exists(path) || File.Exists(path))
            return false;
        try
        {
            Directory.Move(draft, path);
            return true;
        }
        catch (IOException) when (Directory.Exists(path))
        {
            return false;
        }
    }

    private void RefuseOther(string configText, bool join)
    {
        if (!join)
            throw new SobolevException(ExitCode.Usage, $"{Path}: already exists; choose another --name, or resume with --resume");
        if (!IsAt(Path))
            throw new SobolevException(ExitCode.Usage, $"{Path}: already exists and holds no sweep; choose another --name");
        var known = JsonNode.Parse(SharedFile.Text(System.IO.Path.Combine(Path, FileName)))!;
        if (SharedFile.Text(ConfigPath) != configText || !JsonNode.DeepEquals(known["axes"], Json([])["axes"]) || !JsonNode.DeepEquals(known["zip"], Json([])["zip"]))
            throw new SobolevException(ExitCode.Usage, $"{Path}: holds a sweep with other keys or values; choose another --name");
    }

    private JsonObject Json(IReadOnlyList<string> commandLine) => new()
    {
        ["schema"] = Schema,
        ["verb"] = Verb,
        ["command_line"] = string.Join(' ', commandLine),
        ["axes"] = new JsonArray([.. Plan.Axes.Select(axis => new JsonObject { ["key"] = axis.Key.Path, ["values"] = new JsonArray([.. axis.Values.Select(value => (JsonNode)value)]) })]),
        ["zip"] = Plan.IsZip,
        ["members"] = new JsonArray([.. Plan.Members.Select(member => (JsonNode)member.Folder)]),
    };

    private static IEnumerable<string> TextsOf(JsonNode axis, Type config)
    {
        var (key, values) = ((string)axis["key"]!, axis["values"]!.AsArray().Select(value => (string)value!));
        var isList = Configuration.ConfigKey.Leaves(Configuration.ConfigKey.Of(config)).Any(known => known.Path == key && known.IsList);
        return isList ? values.Select(value => $"{key}={value}") : [$"{key}={string.Join(',', values)}"];
    }
}
