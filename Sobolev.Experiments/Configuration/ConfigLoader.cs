namespace Sobolev.Configuration;

/// <summary>Puts a config together: built-in defaults, preset, file, environment, --set, options, the later over the earlier.</summary>
public static class ConfigLoader
{
    private const string VariablePrefix = "SOBOLEV_";

    /// <summary>Environment variables SOBOLEV_* that are settings of the tool, not keys.</summary>
    private static readonly string[] _reserved = ["SOBOLEV_LIBTORCH", "SOBOLEV_CONVOLUTIONS", "SOBOLEV_MPI", "SOBOLEV_DATA", "SOBOLEV_GOLDEN", "SOBOLEV_PYTHON", "SOBOLEV_TRACE"];

    /// <exception cref="SobolevException">The config has mistakes: all of them, a line each (exit 2).</exception>
    public static T Load<T>(string verb, ConfigSources sources)
        where T : new()
    {
        var errors = new ConfigErrors();
        var given = Given<T>(verb, sources, errors);
        var tree = new MappingNode("default", []);
        if (sources.Preset is not null || sources.File is null)
            tree = tree.Merge(Preset(verb, sources.Preset, sources, errors));

        var record = new ConfigBinder(errors).Bind<T>(tree.Merge(given));
        errors.ThrowIfAny();
        return record;
    }

    /// <summary>Everything that is said beside presets.</summary>
    private static MappingNode Given<T>(string verb, ConfigSources sources, ConfigErrors errors)
    {
        var tree = new MappingNode("default", []);
        if (sources.File is not null)
            tree = tree.Merge(WithoutVerb(ConfigFile.Read(sources.File, sources.StandardInput, errors), verb, errors));
        foreach (var (name, text) in sources.Environment.Where(IsKey).OrderBy(variable => variable.Key, StringComparer.Ordinal))
            tree = tree.Merge(OfVariable<T>(name, text));
        foreach (var set in sources.Sets)
            tree = tree.Merge(OfSet(set, errors));
        foreach (var (option, key, text) in sources.Options)
            tree = tree.Merge(MappingNode.Of(key.Path, option, OfOption(option, key, text)));
        return tree;
    }

    private static MappingNode Preset(string verb, string? asked, ConfigSources sources, ConfigErrors errors)
    {
        var name = asked ?? "default";
        var folder = Path.Combine([sources.PresetFolder, .. verb.Split(' ')]);
        var path = Path.Combine(folder, name + ".yaml");
        if (Path.GetFileName(name) == name && File.Exists(path))
            return WithoutVerb(ConfigFile.Read(path, TextReader.Null, errors), verb, errors);
        if (asked is null)
            return new MappingNode("default", []);
        var known = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToArray() : [];
        errors.Add("--preset", "", $"{name} is unknown{Nearest.Suggestion(name, known)} ({verb} has {string.Join(", ", known)})");
        return new MappingNode("default", []);
    }

    /// <summary>The key verb names the verb of a config file; it must be this verb.</summary>
    private static MappingNode WithoutVerb(MappingNode tree, string verb, ConfigErrors errors)
    {
        if (tree["verb"] is not { } entry)
            return tree;
        if (entry.Value is not ScalarNode { Text: { } other } || other != verb)
        {
            var text = (entry.Value as ScalarNode)?.Text ?? "something else";
            errors.Add(entry.Place, "verb", $"this is a config of {text}, not of {verb}; run: sobolev {text} --config ...");
            // the other keys belong to another verb, so an error for each would not help
            return tree with { Entries = [] };
        }

        return tree with { Entries = [.. tree.Entries.Where(other => other != entry)] };
    }

    private static bool IsKey(KeyValuePair<string, string> variable) =>
        variable.Key.StartsWith(VariablePrefix, StringComparison.Ordinal) && !_reserved.Contains(variable.Key);

    private static MappingNode OfVariable<T>(string name, string text)
    {
        var path = name[VariablePrefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal);
        var key = ConfigKey.Leaves(ConfigKey.Of(typeof(T))).FirstOrDefault(key => key.Path == path);
        return MappingNode.Of(path, name, key is null ? new ScalarNode(name, text) : OfOption(name, key, text));
    }

    private static MappingNode OfSet(string set, ConfigErrors errors)
    {
        var place = $"--set {set}";
        var parts = set.Split('=', 2);
        if (parts is not [{ Length: > 0 } key, var text] || key.Split('.').Any(part => part.Length == 0))
        {
            errors.Add(place, "", "write --set KEY=VALUE, e.g. --set optimiser.learning_rate=1e-4");
            return new MappingNode(place, []);
        }

        var own = new ConfigErrors();
        var read = new YamlReader("value", own).Read($"value: {text}");
        if (own.Any || read["value"] is not { } value)
        {
            errors.Add(place, key, $"{text} is not a valid value; write a word, a number or a list like [1, 2]");
            return new MappingNode(place, []);
        }

        return MappingNode.Of(key, place, At(value.Value, place));
    }

    private static ConfigNode OfOption(string place, ConfigKey key, string text) =>
        key.IsList ? new ListNode(place, [.. text.Split(',', StringSplitOptions.TrimEntries).Select(item => new ScalarNode(place, item))]) : new ScalarNode(place, text);

    private static ConfigNode At(ConfigNode node, string place) => node switch
    {
        ListNode list => new ListNode(place, [.. list.Items.Select(item => At(item, place))]),
        MappingNode mapping => new MappingNode(place, [.. mapping.Entries.Select(entry => new ConfigEntry(entry.Key, place, At(entry.Value, place)))]),
        _ => node with { Place = place },
    };
}
