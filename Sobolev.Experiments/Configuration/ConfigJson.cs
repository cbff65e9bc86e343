using System.Collections;
using System.Text.Json.Nodes;

namespace Sobolev.Configuration;

/// <summary>A config as a JSON object, as a file in JSON would have it.</summary>
public static class ConfigJson
{
    public static JsonObject Of(object record) => Of(record, ConfigKey.Of(record.GetType()));

    private static JsonObject Of(object record, IReadOnlyList<ConfigKey> keys) =>
        new(keys.Select(key =>
            KeyValuePair.Create(key.Name, key.Children.Count > 0 ? Of(key.Get(record)!, key.Children) : Node(key, key.Get(record)))));

    private static JsonNode? Node(ConfigKey key, object? value) =>
        key.IsList ? new JsonArray([.. ((IEnumerable)value!).Cast<object?>().Select(Scalar)]) : Scalar(value);

    private static JsonNode? Scalar(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        int number => number,
        long number => number,
        double number => number,
        _ => Values.ToText(value),
    };
}
