using System.Text.Json.Nodes;

namespace Sobolev.Runs;

/// <summary>
/// The config as run.json and sweep.json have it, beside config.yaml, where it is read: an edit of that file shows.
/// </summary>
internal static class RecordedConfig
{
    /// <param name="config">The config, by dotted key.</param>
    public static JsonObject Json(IReadOnlyDictionary<string, string> config) =>
        new(config.Select(key => KeyValuePair.Create(key.Key, (JsonNode?)key.Value)));

    /// <summary>Keys whose values differ now from the recorded ones.</summary>
    /// <param name="recorded">The object that <see cref="Json"/> made; null in a record without one.</param>
    /// <param name="now">The config as config.yaml has it, by dotted key.</param>
    /// <returns>The keys with the recorded and the present value.</returns>
    public static IEnumerable<(string Key, string Then, string Now)> Edited(JsonNode? recorded, IReadOnlyDictionary<string, string> now) =>
        from key in recorded as JsonObject ?? []
        where now.ContainsKey(key.Key) && now[key.Key] != (string?)key.Value
        select (key.Key, (string?)key.Value ?? "", now[key.Key]);
}
