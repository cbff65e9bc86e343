using System.CommandLine;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The keys of a verb that its command line gives, by options and arguments.</summary>
internal sealed class GivenKeys((ConfigKey Key, Option<string?> Option)[] options, (ConfigKey Key, Argument<string?> Argument)[] arguments)
{
    /// <summary>For each given key where it was given and its text.</summary>
    public IEnumerable<(string Place, ConfigKey Key, string Text)> In(ParseResult parsed) =>
        from given in arguments.Select(pair => (Place: pair.Argument.Name, pair.Key, Text: parsed.GetValue(pair.Argument)))
            .Concat(options.Select(pair => (Place: pair.Option.Name, pair.Key, Text: TextOf(parsed, pair.Key, pair.Option))))
        where given.Text is not null
        select (given.Place, given.Key, given.Text!);

    /// <summary>The text after an option, "true" for a switch without text, null if the option was not given.</summary>
    private static string? TextOf(ParseResult parsed, ConfigKey key, Option<string?> option) =>
        key.IsSwitch && parsed.GetResult(option) is { Implicit: false, Tokens.Count: 0 } ? "true" : parsed.GetValue(option);
}
