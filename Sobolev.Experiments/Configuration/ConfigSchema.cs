using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sobolev.Configuration;

/// <summary>A verb's config as JSON Schema (2020-12), for editors.</summary>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(object defaults, string verb)
    {
        var schema = Mapping(defaults, ConfigKey.Of(defaults.GetType()));
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"config of sobolev {verb}");
        ((JsonObject)schema["properties"]!).Insert(0, "verb", new JsonObject { ["const"] = verb });
        return schema.ToJsonString(_indented);
    }

    private static JsonObject Mapping(object defaults, IReadOnlyList<ConfigKey> keys) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Property(defaults, key)))),
    };

    private static JsonObject Property(object defaults, ConfigKey key)
    {
        if (key.Children.Count > 0)
        {
            var mapping = Mapping(key.Get(defaults)!, key.Children);
            mapping.Insert(0, "description", key.Description);
            return mapping;
        }

        var value = Value(key);
        var property = new JsonObject { ["description"] = key.Description };
        if (!key.IsList)
        {
            foreach (var (name, node) in value)
                property[name] = node?.DeepClone();
            property["default"] = Default(key, key.Get(defaults) ?? key.NullWord);
            return key.NullWord is null ? property : OrWord(property, value, key.NullWord);
        }

        var list = new JsonObject { ["type"] = "array", ["items"] = value };
        if (key.NotEmpty)
            list["minItems"] = 1;
        property["anyOf"] = new JsonArray(list, value.DeepClone());
        property["default"] =
            new JsonArray([.. ((System.Collections.IEnumerable)key.Get(defaults)!).Cast<object?>().Select(item => Default(key, item))]);
        return property;
    }

    /// <summary>The value, or the word for no value.</summary>
    private static JsonObject OrWord(JsonObject property, JsonObject value, string word) => new()
    {
        ["description"] = property["description"]?.DeepClone(),
        ["anyOf"] = new JsonArray(value.DeepClone(), new JsonObject { ["const"] = word }),
        ["default"] = property["default"]?.DeepClone(),
    };

    private static JsonObject Value(ConfigKey key)
    {
        var type = Nullable.GetUnderlyingType(key.ValueType) ?? key.ValueType;
        var value = new JsonObject
        {
            ["type"] = type == typeof(bool)
                ? "boolean"
                : type == typeof(int) || type == typeof(long) ? "integer" : type == typeof(double) ? "number" : "string",
        };
        if (type == typeof(TimeSpan))
            value["type"] = new JsonArray("string", "number");
        if (type.IsEnum)
            value["enum"] = new JsonArray([.. Values.Names(type).Select(name => (JsonNode)name)]);
        foreach (var allowed in key.Allowed)
            Limit(value, allowed);
        return value;
    }

    private static void Limit(JsonObject value, AllowedAttribute allowed)
    {
        switch (allowed)
        {
            case AtLeastAttribute { Low: var low }:
                value["minimum"] = low;
                break;
            case AboveAttribute { Low: var low }:
                value["exclusiveMinimum"] = low;
                break;
            case BetweenAttribute { Low: var low, High: var high }:
                (value["minimum"], value["maximum"]) = (low, high);
                break;
            case OneOfAttribute { Names: var names }:
                value["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(allowed), allowed, null);
        }
    }

    private static JsonNode? Default(ConfigKey key, object? value) => value switch
    {
        null => null,
        bool flag => flag,
        int or long => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        double number => number,
        _ => Values.ToText(value),
    };
}
