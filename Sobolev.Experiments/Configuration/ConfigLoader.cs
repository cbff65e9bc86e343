namespace Sobolev.Configuration;

/// <summary>Puts a config together: built-in defaults, preset, file, environment, --set, options, the later over the earlier.</summary>
public static class ConfigLoader
{
    private const string VariablePrefix = "SOBOLEV_";

    /// <summary>Environment variables SOBOLEV_* that are settings of the tool, not keys.</summary>
    private static readonly string[] _reserved =
        ["SOBOLEV_LIBTORCH", "SOBOLEV_CONVOLUTIONS", "SOBOLEV_MPI", "SOBOLEV_DATA", "SOBOLEV_GOLDEN", "SOBOLEV_PYTHON", "SOBOLEV_TRACE"];

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
            tree = tree.Merge(OfVariable<T>(name, text, errors));
        foreach (var set in sources.Sets)
            tree = tree.Merge(OfSet<T>(set, errors));
        foreach (var (option, key, text) in sources.Options)
            tree = tree.Merge(MappingNode.Of(key.Path, option, OfText(option, key, text, errors)));
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
        var known = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal).ToArray() : [];
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

    private static MappingNode OfVariable<T>(string name, string text, ConfigErrors errors) =>
        Of<T>(name[VariablePrefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal), name, text, errors);

    private static MappingNode OfSet<T>(string set, ConfigErrors errors)
    {
        var place = $"--set {set}";
        if (set.Split('=', 2) is [{ Length: > 0 } path, var text] && path.Split('.').All(part => part.Length > 0))
            return Of<T>(path, place, text, errors);
        errors.Add(place, "", "write --set KEY=VALUE, e.g. --set optimiser.learning_rate=1e-4");
        return new MappingNode(place, []);
    }

    private static MappingNode Of<T>(string path, string place, string text, ConfigErrors errors)
    {
        var key = ConfigKey.Leaves(ConfigKey.Of(typeof(T))).FirstOrDefault(key => key.Path == path);
        return MappingNode.Of(path, place, key is null ? new ScalarNode(place, text) : OfText(place, key, text, errors));
    }

    /// <summary>
    /// The value of a key as options, --set and the environment have it: the items of a list with commas between them, nothing for an empty
    /// list. Brackets, as in a file, are refused: zsh expands them.
    /// </summary>
    private static ConfigNode OfText(string place, ConfigKey key, string text, ConfigErrors errors)
    {
        if (!key.IsList)
            return new ScalarNode(place, text == "null" && key.AllowsNull ? null : text);
        if (text.StartsWith('[') && text.EndsWith(']'))
        {
            var without = text[1..^1].Replace(" ", "", StringComparison.Ordinal);
            errors.Add(place, key.Path, $"{text} is the syntax of files; write {without}");
            text = without;
        }

        return new ListNode(place, text.Length == 0
            ? []
            : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(item => new ScalarNode(place, item))]);
    }
}
