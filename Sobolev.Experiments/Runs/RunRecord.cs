using System.Text.Json;
using System.Text.Json.Nodes;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>run.json: settings, machine, versions and end of a run.</summary>
public sealed class RunRecord
{
    private const string FileName = "run.json";
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _json;

    private RunRecord(JsonObject json) => _json = json;

    public string Verb => Text("verb");

    /// <summary>One of <see cref="RunStatus"/>.</summary>
    public string Status
    {
        get => Text("status");
        set => _json["status"] = value;
    }

    public string Started => Text("started");

    public JsonObject Json => _json;

    public static RunRecord New(string verb, IEnumerable<long> seeds, TimeProvider time, JsonObject provenance)
    {
        var json = new JsonObject
        {
            ["verb"] = verb,
            ["status"] = RunStatus.Running,
            ["started"] = Moment(time),
            ["finished"] = null,
            ["resumed"] = new JsonArray(),
            ["seeds"] = new JsonArray([.. seeds.Select(seed => (JsonNode)seed)]),
        };
        foreach (var (name, value) in provenance)
            json[name] = value?.DeepClone();
        return new RunRecord(json);
    }

    /// <exception cref="SobolevException">The folder does not hold a readable run (exit 2).</exception>
    public static RunRecord Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return new RunRecord(JsonNode.Parse(SharedFile.Text(path)) as JsonObject ?? throw new JsonException("not an object"));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SobolevException(ExitCode.Usage, $"{folder}: no run folder (it has no {FileName})", error);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.Usage, $"{path}: cannot be read ({error.Message})", error);
        }
    }

    /// <summary>
    /// The fact "data", where an experiment has it, names its data by a digest: half a run on other data would be neither.
    /// </summary>
    /// <exception cref="SobolevException">The data has changed since the run was started (exit 3).</exception>
    internal void RefuseOtherData(IReadOnlyDictionary<string, string> facts)
    {
        var begun = (string?)_json["facts"]?["data"];
        if (begun is not null && facts.TryGetValue("data", out var now) && now != begun)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"the data has changed since the run was started (then {begun}; now {now}); restore it or start a new run");
    }

    public void Resumed(TimeProvider time, IReadOnlyList<string> commandLine)
    {
        Status = RunStatus.Running;
        (_json["resumed"] as JsonArray ?? []).Add(new JsonObject { ["time"] = Moment(time), ["command_line"] = string.Join(' ', commandLine) });
    }

    /// <summary>The trials whose loss became infinite or not-a-number, with the step.</summary>
    public void Diverged(IEnumerable<(string Trial, long Step)> trials) =>
        _json["diverged"] = new JsonArray([.. trials.Select(trial => new JsonObject { ["trial"] = trial.Trial, ["step"] = trial.Step })]);

    public void Ended(string status, TimeProvider time)
    {
        Status = status;
        _json["finished"] = Moment(time);
    }

    public void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), _json.ToJsonString(_indented) + "\n");

    private static string Moment(TimeProvider time) => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private string Text(string name) => _json[name]?.ToString() ?? "";
}
