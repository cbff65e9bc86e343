using System.Text.Json;
using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>run.json: settings, machine, versions and end of a run.</summary>
public sealed class RunRecord
{
    private const string FileName = "run.json";

    /// <summary>Grows when a property changes its meaning or is gone.</summary>
    private const int Schema = 1;

    private const int LargestFile = 16 << 20;

    // a property that occurs twice would have one of two meanings
    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Config = "config";

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

    /// <summary>The data by a digest, where the experiment names it; null where it does not.</summary>
    public string? Data => (string?)_json["facts"]?["data"];

    /// <summary>Words that the user gave to the run, sorted.</summary>
    public IReadOnlyList<string> Tags
    {
        get => [.. (_json["tags"] as JsonArray ?? []).Select(tag => (string)tag!)];
        set => _json["tags"] = new JsonArray([.. value.Distinct().Order(StringComparer.Ordinal).Select(tag => JsonValue.Create(tag))]);
    }

    /// <summary>A sentence of the user about the run; empty for none.</summary>
    public string Note
    {
        get => Text("note");
        set => _json["note"] = value;
    }

    /// <summary>The names of the trials whose loss became infinite or not-a-number.</summary>
    public IReadOnlyList<string> DivergedTrials => [.. (_json["diverged"] as JsonArray ?? []).Select(trial => (string)trial!["trial"]!)];

    /// <summary>The config that the run was started with, by dotted key; a list as an option takes it, <c>64,64</c>.</summary>
    public IReadOnlyDictionary<string, string> ConfigTexts =>
        (_json[Config] as JsonObject ?? []).ToDictionary(key => key.Key, key => ConfigWriter.AsOption((string?)key.Value ?? ""));

    /// <param name="config">The config, by dotted key.</param>
    public static RunRecord New(string verb, IEnumerable<long> seeds, IReadOnlyDictionary<string, string> config,
        TimeProvider time, JsonObject provenance)
    {
        var json = new JsonObject
        {
            ["schema"] = Schema,
            ["verb"] = verb,
            ["status"] = RunStatus.Running,
            ["started"] = Moment(time),
            ["finished"] = null,
            ["resumed"] = new JsonArray(),
            ["seeds"] = Numbers(seeds),
        };
        foreach (var (name, value) in provenance)
            json[name] = value?.DeepClone();
        json[Config] = RecordedConfig.Json(config);
        return new RunRecord(json);
    }

    /// <summary>The record of a folder that has the trials of several finished runs, with the record of each.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="seeds">The seeds of all.</param>
    /// <param name="config">The config of all, by dotted key.</param>
    /// <param name="commandLine">The words that asked for the folder.</param>
    internal static RunRecord Gathered(IReadOnlyList<GatheredRun> runs, IEnumerable<long> seeds,
        IReadOnlyDictionary<string, string> config, IReadOnlyList<string> commandLine)
    {
        JsonObject[] records = [.. runs.Select(run => run.Record._json)];
        var json = new JsonObject
        {
            ["schema"] = Schema,
            ["verb"] = runs[0].Record.Verb,
            ["status"] = RunStatus.Done,
            ["started"] = runs.Min(run => run.Record.Started),
            ["finished"] = records.Max(record => (string?)record["finished"]),
            ["resumed"] = new JsonArray(),
            ["seeds"] = Numbers(seeds),
            ["command_line"] = string.Join(' ', commandLine),
        };
        foreach (var name in records[0].Select(property => property.Key).Where(name => !json.ContainsKey(name) && name != Config))
        {
            if (CommonJson.Of([.. records.Select(record => record[name])]) is { } common)
                json[name] = common;
        }

        json[Config] = RecordedConfig.Json(config);
        json["gathered"] = new JsonArray([.. runs.Select(run => PartOf(run))]);
        return new RunRecord(json);

        static JsonObject PartOf(GatheredRun run)
        {
            var part = new JsonObject { ["run"] = run.Name };
            foreach (var (name, value) in run.Record._json.Where(property => property.Key is not ("schema" or "verb" or Config)))
                part[name] = value?.DeepClone();
            return part;
        }
    }

    /// <exception cref="SobolevException">The folder does not hold a readable run (exit 2).</exception>
    public static RunRecord Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var record = new RunRecord(JsonNode.Parse(InputFile.ReadText(path, LargestFile), documentOptions: _strict) as JsonObject
                ?? throw new JsonException("not an object"));
            record.RequireForm();
            return record;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SobolevException(ExitCode.Usage, $"{folder}: no run folder (it has no {FileName})", error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.Usage, $"{path}: cannot be read ({Printable.Of(error.Message, 300)})", error);
        }
    }

    /// <summary>
    /// The fact "data", where an experiment has it, names its data by a digest: half a run on other data would be neither.
    /// </summary>
    /// <exception cref="SobolevException">The data has changed since the run was started (exit 3).</exception>
    internal void RefuseOtherData(IReadOnlyDictionary<string, string> facts)
    {
        if (Data is { } begun && facts.TryGetValue("data", out var now) && now != begun)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"the data has changed since the run was started (then {Printable.Of(begun, 200)}; now {now}); restore it "
                    + $"or start a new run");
    }

    /// <summary>Keys that are now others than when the run began, though config.yaml is where they are read: it was edited.</summary>
    /// <param name="now">The config as config.yaml has it, by dotted key.</param>
    /// <returns>The keys with what they were and what they are.</returns>
    public IEnumerable<(string Key, string Then, string Now)> EditedKeys(IReadOnlyDictionary<string, string> now) =>
        RecordedConfig.Edited(_json[Config], now);

    public void Resumed(TimeProvider time, IReadOnlyList<string> commandLine)
    {
        Status = RunStatus.Running;
        (_json["resumed"] as JsonArray ?? [])
            .Add(new JsonObject { ["time"] = Moment(time), ["command_line"] = string.Join(' ', commandLine) });
    }

    /// <summary>A run that has more seeds or updates than before.</summary>
    /// <param name="config">The config, by dotted key.</param>
    public void Extended(IEnumerable<long> seeds, IReadOnlyDictionary<string, string> config)
    {
        _json["seeds"] = Numbers(seeds);
        _json[Config] = RecordedConfig.Json(config);
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

    private static JsonArray Numbers(IEnumerable<long> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static string Moment(TimeProvider time) => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>Checks the kinds of the properties that are read later.</summary>
    private void RequireForm()
    {
        foreach (var name in new[] { "verb", "status", "started" })
            Require(_json[name] is JsonValue text && text.GetValueKind() == JsonValueKind.String, name);
        foreach (var name in new[] { "facts", Config })
            Require(_json[name] is null
                || _json[name] is JsonObject texts && texts.All(pair => pair.Value?.GetValueKind() is null or JsonValueKind.String), name);
        Require(_json["resumed"] is null or JsonArray, "resumed");
        Require(
            _json["diverged"] is null
                || _json["diverged"] is JsonArray diverged
                    && diverged.All(trial => (trial as JsonObject)?["trial"]?.GetValueKind() == JsonValueKind.String), "diverged");
        Require(
            _json["tags"] is null
                || _json["tags"] is JsonArray tags && tags.All(tag => tag?.GetValueKind() == JsonValueKind.String), "tags");
        // texts are decoded when they are looked at: an escape that is half a character shows now
        Decode(_json);

        static void Require(bool holds, string name)
        {
            if (!holds)
                throw new JsonException($"{name} is missing or damaged");
        }
    }

    /// <exception cref="InvalidOperationException">A text or a name cannot be decoded.</exception>
    private static void Decode(JsonNode? node)
    {
        foreach (var child in node is JsonObject properties ? properties.Select(pair => pair.Value) : node as IEnumerable<JsonNode?> ?? [])
            Decode(child);
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            _ = value.GetValue<string>();
    }

    private string Text(string name) => _json[name]?.ToString() ?? "";
}
