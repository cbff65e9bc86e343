namespace Sobolev.Configuration;

/// <summary>A config file as texts, for programs that compare configs without knowing their verb.</summary>
public static class ConfigTexts
{
    /// <summary>Every key that has a value, as a dotted key, with its value as an option takes it; in the order of the file.</summary>
    /// <exception cref="SobolevException">The file is not a config (exit 2).</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var errors = new ConfigErrors();
        var tree = ConfigFile.Read(path, TextReader.Null, errors);
        errors.ThrowIfAny();
        return Leaves(tree, "").Where(leaf => leaf.Key != "verb").ToDictionary(leaf => leaf.Key, leaf => leaf.Value);
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(MappingNode mapping, string parent) =>
        mapping.Entries.SelectMany(entry => entry.Value is MappingNode inner
            ? Leaves(inner, $"{parent}{entry.Key}.")
            : [KeyValuePair.Create(parent + entry.Key, TextOf(entry.Value))]);

    private static string TextOf(ConfigNode node) => node switch
    {
        ListNode list => string.Join(',', list.Items.Select(TextOf)),
        ScalarNode scalar => scalar.Text ?? "null",
        _ => "",
    };
}
