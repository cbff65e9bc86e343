using System.Text;
using System.Text.Json;

namespace Sobolev.Configuration;

/// <summary>Strict JSON with places: one object, no duplicate keys, no comments.</summary>
internal sealed class JsonReader(string name, ConfigErrors errors)
{
    private const int DeepestLevel = 16;

    private byte[] _bytes = [];

    public MappingNode Read(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            var reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { MaxDepth = DeepestLevel });
            reader.Read();
            var root = Node(ref reader);
            reader.Read();
            if (root is MappingNode mapping)
                return mapping;
            errors.Add(root.Place, "", "a config must be an object of \"key\": value");
        }
        catch (JsonException error)
        {
            var message = error.Message.Split(" LineNumber:")[0];
            errors.Add($"{name}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}", "", $"not readable as JSON: {message}");
        }

        return new MappingNode($"{name}:1:1", []);
    }

    private ConfigNode Node(ref Utf8JsonReader reader)
    {
        var place = PlaceOf(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Mapping(ref reader, place);
            case JsonTokenType.StartArray:
                var items = new List<ConfigNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Node(ref reader));
                return new ListNode(place, items);
            case JsonTokenType.Null:
                return new ScalarNode(place, null);
            case JsonTokenType.String:
                return new ScalarNode(place, reader.GetString());
            default:
                return new ScalarNode(place, Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private MappingNode Mapping(ref Utf8JsonReader reader, string place)
    {
        var entries = new List<ConfigEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (key, keyPlace) = (reader.GetString()!, PlaceOf(reader.TokenStartIndex));
            reader.Read();
            var entry = new ConfigEntry(key, keyPlace, Node(ref reader));
            if (entries.Find(known => known.Key == key) is { } first)
                errors.Add(keyPlace, key, $"duplicate key; first defined at {first.Place}");
            else
                entries.Add(entry);
        }

        return new MappingNode(place, entries);
    }

    private string PlaceOf(long index)
    {
        var before = _bytes.AsSpan(0, (int)index);
        var line = before.Count((byte)'\n') + 1;
        return $"{name}:{line}:{index - before.LastIndexOf((byte)'\n')}";
    }
}
