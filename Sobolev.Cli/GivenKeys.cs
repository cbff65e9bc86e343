using System.CommandLine;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The keys of a verb that its command line gives, by options and arguments.</summary>
internal sealed class GivenKeys(IReadOnlyList<KeyOption> options, (ConfigKey Key, Argument<string?> Argument)[] arguments)
{
    /// <summary>For each given key where it was given and its text.</summary>
    public IEnumerable<(string Place, ConfigKey Key, string Text)> In(ParseResult parsed) =>
        from given in arguments.Select(pair => (Place: pair.Argument.Name, pair.Key, Text: parsed.GetValue(pair.Argument)))
            .Concat(options.Select(option => (Place: option.Name, option.Key, Text: option.TextIn(parsed))))
        where given.Text is not null
        select (given.Place, given.Key, given.Text!);
}
