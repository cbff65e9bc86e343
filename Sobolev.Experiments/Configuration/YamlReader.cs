using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sobolev.Configuration;

/// <summary>Strict YAML: one document of mappings, lists and scalars; no anchors, aliases, tags or duplicate keys.</summary>
internal sealed class YamlReader(string name, ConfigErrors errors)
{
    private const int DeepestLevel = 16;

    public MappingNode Read(string text)
    {
        var empty = new MappingNode($"{name}:1:1", []);
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return empty;
            parser.Consume<DocumentStart>();
            var root = Node(parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out var more))
                errors.Add(PlaceOf(parser.Current!), "", "a config must be a single document; remove everything after ---");
            return root switch
            {
                MappingNode mapping => mapping,
                ScalarNode { Text: null } => empty,
                _ => Refused(root.Place, "a config must be a mapping: lines of key: value"),
            };
        }
        catch (YamlException error)
        {
            var message = error.InnerException?.Message ?? error.Message;
            return Refused($"{name}:{error.Start.Line}:{error.Start.Column}", $"not readable as YAML: {message}");
        }
        catch (Exception error)
            when (error is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // the library's scanner says so of some broken texts, without a place
            return Refused(name, $"not readable as YAML: {error.Message}");
        }

        MappingNode Refused(string place, string message)
        {
            errors.Add(place, "", message);
            return empty;
        }
    }

    private ConfigNode Node(Parser parser, int level)
    {
        if (level > DeepestLevel)
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {DeepestLevel} levels");
        if (parser.TryConsume<AnchorAlias>(out var alias))
            throw new YamlException(alias.Start, alias.End,
                "aliases are not allowed, because they can expand without limit; repeat the value");
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false } anchored)
            throw new YamlException(anchored.Start, anchored.End, "anchors are not allowed: write the value where it is used");
        if (parser.Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged)
            throw new YamlException(tagged.Start, tagged.End, "tags are not allowed");

        if (parser.TryConsume<Scalar>(out var scalar))
            return new ScalarNode(PlaceOf(scalar),
                scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : scalar.Value);
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(parser, level + 1));
            return new ListNode(PlaceOf(sequence), items);
        }

        return Mapping(parser, level);
    }

    private MappingNode Mapping(Parser parser, int level)
    {
        var start = parser.Consume<MappingStart>();
        var entries = new List<ConfigEntry>();
        var known = new Dictionary<string, string>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(parser, level + 1) is not ScalarNode { Text: { } key } keyNode)
                throw new YamlException(start.Start, start.End, "a key must be a word");
            var entry = new ConfigEntry(key, keyNode.Place, Node(parser, level + 1));
            if (known.TryAdd(key, entry.Place))
                entries.Add(entry);
            else
                errors.Add(entry.Place, key, $"duplicate key; first defined at {known[key]}");
        }

        return new MappingNode(PlaceOf(start), entries);
    }

    private string PlaceOf(ParsingEvent node) => $"{name}:{node.Start.Line}:{node.Start.Column}";
}
