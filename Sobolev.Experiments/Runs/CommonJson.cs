using System.Text.Json.Nodes;

namespace Sobolev.Runs;

/// <summary>The part that several JSON values share.</summary>
internal static class CommonJson
{
    /// <returns>The value that all have; of objects, those properties that are the same in all; null where they differ.</returns>
    public static JsonNode? Of(IReadOnlyList<JsonNode?> values)
    {
        if (values.All(value => JsonNode.DeepEquals(value, values[0])))
            return values[0]?.DeepClone();
        if (values.Any(value => value is not JsonObject))
            return null;
        JsonObject[] objects = [.. values.Cast<JsonObject>()];
        return new JsonObject(
            from property in objects[0]
            where objects.All(one => JsonNode.DeepEquals(one[property.Key], property.Value))
            select KeyValuePair.Create(property.Key, property.Value?.DeepClone()));
    }
}
