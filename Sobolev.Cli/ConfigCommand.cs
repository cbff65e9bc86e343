using System.CommandLine;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary><c>sobolev config</c>: the keys of a verb, as a commented config or as a schema.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal)
    {
        var showVerb = VerbArgument();
        var show = new Command("show", "print every key of a verb with default and description, as a config file") { showVerb };
        show.SetAction(parsed =>
        {
            var verb = Find(parsed.GetRequiredValue(showVerb));
            terminal.Output.Write(ConfigWriter.ToYaml(verb.Defaults, verb.Name, withDescriptions: true));
            return (int)ExitCode.Done;
        });

        var schemaVerb = VerbArgument();
        var schema = new Command("schema", "print the JSON Schema of a verb's config, for editors") { schemaVerb };
        schema.SetAction(parsed =>
        {
            var verb = Find(parsed.GetRequiredValue(schemaVerb));
            terminal.Output.WriteLine(ConfigSchema.Of(verb.Defaults, verb.Name));
            return (int)ExitCode.Done;
        });
        return new Command("config", "show the keys of a verb, or their schema") { show, schema };
    }

    private static Argument<string[]> VerbArgument() => new("VERB")
    {
        Description = string.Join(", ", Verbs.WithParts.Select(verb => verb.Name)),
        Arity = new ArgumentArity(1, 2),
    };

    private static IVerb Find(string[] words)
    {
        var name = string.Join(' ', words);
        string[] known = [.. Verbs.WithParts.Select(verb => verb.Name)];
        return Verbs.WithParts.FirstOrDefault(verb => verb.Name == name)
            ?? throw new SobolevException(
                ExitCode.Usage,
                $"{name}: unknown verb{(Nearest.Name(name, known) is { } nearest ? $"; did you mean {nearest}?" : "")} (there are "
                + $"{string.Join(", ", known)})");
    }
}
