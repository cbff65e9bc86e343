using System.Text;
using System.Text.Json;

namespace Sobolev.Configuration;

/// <summary>Strict JSON with places: one object, no duplicate keys, no comments.</summary>
internal sealed class JsonReader(string name, ConfigErrors errors)
{
    private const int DeepestLevel = 16;

    private byte[] _bytes = [];
    private int _seen;
    private int _line = 1;
    private int _lineStart;

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

        catch (InvalidOperationException error)
        {
            // half a character, written as an escape
            errors.Add(name, "", $"not readable as JSON: {error.Message}");
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
        var known = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (key, keyPlace) = (reader.GetString()!, PlaceOf(reader.TokenStartIndex));
            reader.Read();
            var entry = new ConfigEntry(key, keyPlace, Node(ref reader));
            if (known.TryAdd(key, keyPlace))
                entries.Add(entry);
            else
                errors.Add(keyPlace, key, $"duplicate key; first defined at {known[key]}");
        }

        return new MappingNode(place, entries);
    }

    /// <summary>Places are asked for from front to back: lines are counted once.</summary>
    private string PlaceOf(long index)
    {
        for (; _seen < index; _seen++)
        {
            if (_bytes[_seen] == '\n')
                (_line, _lineStart) = (_line + 1, _seen + 1);
        }

        return $"{name}:{_line}:{index - _lineStart + 1}";
    }
}
