namespace Sobolev.Configuration;

/// <summary>A piece of a config and where it came from: file:line:column, an option, an environment variable.</summary>
public abstract record ConfigNode(string Place);

/// <param name="Text">The text as written; null for a key with nothing or null behind it.</param>
public sealed record ScalarNode(string Place, string? Text) : ConfigNode(Place);

public sealed record ListNode(string Place, IReadOnlyList<ConfigNode> Items) : ConfigNode(Place);

public sealed record MappingNode(string Place, IReadOnlyList<ConfigEntry> Entries) : ConfigNode(Place)
{
    public ConfigEntry? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>This one with <paramref name="over"/> laid on it: mappings key by key, everything else replaced whole.</summary>
    public MappingNode Merge(MappingNode over)
    {
        var entries = Entries.ToList();
        var places = entries.Select((entry, place) => (entry.Key, place)).ToDictionary(pair => pair.Key, pair => pair.place);
        foreach (var entry in over.Entries)
        {
            if (places.TryAdd(entry.Key, entries.Count))
                entries.Add(entry);
            else if (places[entry.Key] is var at)
                entries[at] = entries[at].Value is MappingNode below && entry.Value is MappingNode above
                    ? entry with { Value = below.Merge(above) }
                    : entry;
        }

        return this with { Entries = entries };
    }

    /// <summary>A tree with one value at a dotted key.</summary>
    public static MappingNode Of(string dottedKey, string place, ConfigNode value)
    {
        var parts = dottedKey.Split('.', 2);
        return new MappingNode(place, [new ConfigEntry(parts[0], place, parts.Length == 1 ? value : Of(parts[1], place, value))]);
    }
}

/// <param name="Place">Place of the key, for errors about an unknown key.</param>
public sealed record ConfigEntry(string Key, string Place, ConfigNode Value);
