using System.CommandLine;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The option of a key of a config: its help and its completions come from the key.</summary>
internal sealed class KeyOption : Option<string?>
{
    private readonly Func<ConfigKey, string> _default;

    /// <param name="key">A key with an option.</param>
    /// <param name="defaultOf">The value of a key in a command line without options.</param>
    public KeyOption(ConfigKey key, Func<ConfigKey, string> defaultOf)
        : base("--" + key.Option)
    {
        (Key, _default) = (key, defaultOf);
        Description = key.Description;
        HelpName = key.IsSwitch ? "true|false" : key.IsList ? "A,B" : key.IsWholeNumber ? "N" : "X";
        Arity = key.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        if (key.Suggestions is { Count: > 0 } words)
            CompletionSources.Add([.. words]);
    }

    public ConfigKey Key { get; }

    /// <summary>The options of the keys of a config that have one.</summary>
    /// <param name="record">The type of the config.</param>
    /// <param name="standard">The config of a command line without options; read when help is shown, since it is in a file.</param>
    public static IReadOnlyList<KeyOption> Of(Type record, Func<object> standard)
    {
        var values = new Lazy<Dictionary<string, string>>(
            () => ConfigWriter.TextsOf(standard()).ToDictionary(pair => pair.Key.Path, pair => pair.Text));
        return [.. ConfigKey.Leaves(ConfigKey.Of(record)).Where(key => key.Option is not null)
            .Select(key => new KeyOption(key, of => values.Value[of.Path]))];
    }

    /// <summary>The text after the option, "true" for a switch without text, null if the option was not given.</summary>
    public string? TextIn(ParseResult parsed) =>
        Key.IsSwitch && parsed.GetResult(this) is { Implicit: false, Tokens.Count: 0 } ? "true" : parsed.GetValue(this);

    /// <summary>Adds the type, the range and the default of the key to the description.</summary>
    public void Explain()
    {
        // a list as the option takes it, and no default where there is no value
        var standard = _default(Key).Trim('[', ']', '"').Replace(", ", ",", StringComparison.Ordinal);
        string[] facts = [.. new[] { Key.Constraint == "text"
            ? ""
            : Key.Constraint, standard is "" or "null" ? "" : $"default: {standard}" }.Where(fact => fact.Length > 0)];
        Description = facts.Length == 0 ? Key.Description : $"{Key.Description} [{string.Join("; ", facts)}]";
    }
}
